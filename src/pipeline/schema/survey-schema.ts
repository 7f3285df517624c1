/** How an indicator's values are meant. `nominal` codes have no order; `continuous` values may have fractions. */
export type IndicatorType = 'binary' | 'ordinal' | 'nominal' | 'count' | 'continuous';

/** How a value is computed from what people know instead; `formulas.ts` says how. */
export type FormulaName = 'body-mass-index';

/** One coded answer and what it says in plain words. */
export interface Level {
  readonly code: number;
  readonly label: string;
  /** A short word for flags and JSON: `fair` for general health 4. */
  readonly word: string;
  /** The least value in people's units that falls into this level, where a unit is given (Age 9: 60 years). */
  readonly from?: number;
}

/** Something that people answer: what it may be, and how it is given. */
export interface Question {
  readonly type: IndicatorType;
  /** A few words: `High blood pressure`. */
  readonly label: string;
  /** The command-line flag without its dashes, and the key of people's JSON: `high-blood-pressure`. */
  readonly flag: string;
  /** Other flags that mean the same. */
  readonly aliases: readonly string[];
  /** The least and the greatest valid code. */
  readonly minimum: number;
  readonly maximum: number;
  /** The unit of a count or continuous value (`kg/m²`, `days`), or of what `levels[].from` is measured in (`years`). */
  readonly unit?: string;
  /** The range in which people's units are accepted where levels are ranges of them: age 18 to 120 years. */
  readonly accepts?: { readonly minimum: number; readonly maximum: number };
  /** All codes with their meaning; empty for count and continuous. */
  readonly levels: readonly Level[];
}

/** One column of the survey that predictions are made from. */
export interface Indicator extends Question {
  /** The column's name, exactly as in files and HTTP bodies. */
  readonly name: string;
  /** The question as a person is asked it. */
  readonly question: string;
  /** Where the effect of a count or continuous value may bend; learnt from the training rows when absent. */
  readonly breakpoints?: readonly number[];
  /** Whether a person can change it, and which direction is the healthier one. */
  readonly changeable?: 'increase' | 'decrease' | 'either';
  /** Where that direction ends: a change beyond it is no healthier one. The end of the range when absent. */
  readonly changeableTo?: number;
  /** How it is computed from what people know instead, such as height and weight. */
  readonly formula?: FormulaName;
  /** The heading under which it is asked. */
  readonly group: string;
  /** Whether the answer is especially private or protected (sex, age, income). */
  readonly sensitive: boolean;
}

/** One class of the label. The first class is the reference; "any" means every other. */
export interface TargetClass {
  readonly id: string;
  /** The integer in the label column. */
  readonly label: number;
  readonly title: string;
}

export interface Target {
  /** The label column's name. */
  readonly name: string;
  readonly classes: readonly TargetClass[];
}

/** A survey, described once: everything that reads, asks, encodes or checks answers follows it. */
export interface SurveySchema {
  readonly formatVersion: 1;
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly target: Target;
  readonly indicators: readonly Indicator[];
  /** The indicators, at most three, by whose answers people are compared with their like: age and sex, say. */
  readonly peers: readonly string[];
  /** What must stand beside every result that a person reads. */
  readonly disclaimer: string;
}
