import type { RowIssue } from '../dataset/row-source.ts';
import type { IndicatorType } from '../schema/survey-schema.ts';
import type { RepeatCounts } from './repeat-counter.ts';

/** All that a person wants to know of a labelled file before training on it. */
export interface DataCheck {
  readonly file: string;
  /** Whether `train` takes the file: nothing in `notices` is an error. */
  readonly usable: boolean;
  readonly rows: number;
  readonly header: HeaderCheck;
  readonly notices: readonly CheckNotice[];
  readonly problems: ProblemSummary;
  readonly label: string;
  readonly classes: readonly ClassSummary[];
  readonly duplicates: DuplicateSummary;
  readonly conflicts: ConflictSummary;
  /** The indicators in the schema's order. */
  readonly columns: readonly ColumnSummary[];
}

/** Which of the file's columns are used; their order means nothing. */
export interface HeaderCheck {
  readonly columns: number;
  /** Indicators that the file lacks: their answers are all unknown. */
  readonly absent: readonly string[];
  /** Columns that the survey does not have: they are not read. */
  readonly extra: readonly string[];
}

export interface CheckNotice {
  /** An error keeps the file from being used; a warning is worth a look. */
  readonly level: 'error' | 'warning' | 'info';
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/**
 * What can be wrong: a row has too many or too few cells; a cell is not a number, or breaks the schema's rule; a label is
 * empty.
 */
export type ProblemKind = 'cells' | 'number' | 'value' | 'label';

export interface ProblemSummary {
  readonly total: number;
  /** How many rows have one. */
  readonly rows: number;
  readonly byKind: readonly { readonly kind: ProblemKind; readonly words: string; readonly count: number }[];
  /** The most frequent first; column null is whole rows. */
  readonly byColumn: readonly { readonly column: string | null; readonly count: number }[];
  readonly first: readonly RowIssue[];
}

export interface ClassSummary {
  readonly id: string;
  readonly label: number;
  readonly title: string;
  readonly rows: number;
  /** Of all rows with a valid label; NaN where there are none. */
  readonly share: number;
}

/** Rows that are equal in all answers and the label, among those without a problem. */
export interface DuplicateSummary {
  /** How many rows were compared. */
  readonly compared: number;
  /** Rows that repeat an earlier one. */
  readonly rows: number;
  readonly share: number;
  readonly distinctRows: RepeatCounts['distinctRows'];
  readonly distinctAnswers: RepeatCounts['distinctAnswers'];
  /** The most that the probability of any wrong count can be, since rows are compared by their hashes. */
  readonly errorProbability: number;
  readonly words: string;
  /** How far the counts can be trusted, in words. */
  readonly comparison: string;
}

/** Equal answers with different labels, among rows without a problem. */
export interface ConflictSummary {
  /** How many sets of answers have more than one label. */
  readonly answers: number;
  readonly rows: number;
  readonly share: number;
  /** The greatest share of these rows for which any model can name the label. */
  readonly accuracyCeiling: number;
  readonly words: string;
}

/** One indicator's answers. */
export interface ColumnSummary {
  readonly name: string;
  readonly title: string;
  readonly type: IndicatorType;
  readonly unit?: string;
  readonly isPresent: boolean;
  /** Rows with a valid answer, with an empty cell, and with a problem in this column. */
  readonly known: number;
  readonly unknown: number;
  readonly invalid: number;
  /** Of all rows. */
  readonly unknownShare: number;
  /** The answers in plain words. */
  readonly words: string;
  /** Of the known answers; only where codes are in an order, and there is one. */
  readonly figures?: ColumnFigures;
  readonly bins: readonly ColumnBin[];
}

export interface ColumnFigures {
  readonly minimum: number;
  readonly maximum: number;
  /** The least values that a quarter, a half and three quarters of the answers do not exceed. */
  readonly quartiles: readonly [number, number, number];
  /** Whether the quartiles are exact; else they are within a hundredth of a percent of the valid range. */
  readonly isExact: boolean;
  /** Only of counts and continuous values. */
  readonly mean?: number;
  readonly deviation?: number;
}

/** Known answers that are drawn as one bar. */
export interface ColumnBin {
  readonly words: string;
  /** The least value, and the greatest or, for continuous values, the one before which the bin ends. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Of the known answers. */
  readonly share: number;
}
