import { isInWords, isYesNo, validAnswers } from './people-units.ts';
import type { Indicator, SurveySchema } from './survey-schema.ts';

/** One indicator as a command-line option for people. */
export interface AnswerFlag {
  readonly indicator: Indicator;
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

/** The options that let a person answer a survey, in the schema's order. */
export function flagsOf(schema: SurveySchema): readonly AnswerFlag[] {
  return schema.indicators.map(flagOf);
}

function flagOf(indicator: Indicator): AnswerFlag {
  const { flag, aliases, label, levels, unit } = indicator;
  const common = { indicator, flag, aliases };
  if (isYesNo(indicator)) return { ...common, isBinary: true, description: label };
  const description = `${label}: ${validAnswers(indicator)}`;
  if (!isInWords(indicator)) {
    return { ...common, isBinary: false, valueName: `<${unit ?? 'number'}>`, description };
  }
  const choices = levels.map(({ word }) => word);
  const valueName = choices.length === 2 ? `<${choices.join('|')}>` : '<answer>';
  return { ...common, isBinary: false, valueName, description, choices };
}
