import { measurementsOf } from './formulas.ts';
import { isInWords, isYesNo, validAnswers } from './people-units.ts';
import type { Indicator, Question, SurveySchema } from './survey-schema.ts';

/** One question as a command-line option for people. */
export interface AnswerFlag {
  /** An indicator, or a measurement that one is computed from. */
  readonly question: Question;
  /** Without its dashes. */
  readonly flag: string;
  /** Other flags that mean the same, without their dashes. */
  readonly aliases: readonly string[];
  /** Whether it comes as the pair `--flag` and `--no-flag`, both without a value; left out means unknown. */
  readonly isBinary: boolean;
  /** How help shows the value: `<years>`, `<female|male>`; absent where the flag takes none. */
  readonly valueName?: string;
  /** What it is and what it may be: `Age: 18 to 120 years`. */
  readonly description: string;
  /** The words it may be, where it is answered in words; absent for numbers and for yes and no. */
  readonly choices?: readonly string[];
}

/** The options that let a person answer a survey, in the schema's order; measurements stand behind their indicator. */
export function flagsOf(schema: SurveySchema): readonly AnswerFlag[] {
  return schema.indicators.flatMap((indicator) => [flagOf(indicator), ...measurementFlags(indicator)]);
}

function flagOf(question: Question): AnswerFlag {
  const { flag, aliases, label, levels, unit } = question;
  const common = { question, flag, aliases };
  if (isYesNo(question)) return { ...common, isBinary: true, description: label };
  const description = `${label}: ${validAnswers(question)}`;
  if (!isInWords(question)) {
    return { ...common, isBinary: false, valueName: `<${unit ?? 'number'}>`, description };
  }
  const choices = levels.map(({ word }) => word);
  const valueName = choices.length === 2 ? `<${choices.join('|')}>` : '<answer>';
  return { ...common, isBinary: false, valueName, description, choices };
}

function measurementFlags(indicator: Indicator): readonly AnswerFlag[] {
  const measurements = measurementsOf(indicator);
  return measurements.map((measurement) => {
    const others = measurements.filter((other) => other !== measurement).map(({ flag }) => `--${flag}`);
    const purpose = `with ${others.join(' and ')} in place of --${indicator.flag}`;
    const flag = flagOf(measurement);
    return { ...flag, description: `${flag.description}; ${purpose}` };
  });
}
