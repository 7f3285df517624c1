import type { Indicator, SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';

function indicator(
  name: string,
  rest: Pick<Indicator, 'type' | 'minimum' | 'maximum'> & Partial<Indicator>,
): Indicator {
  return {
    name,
    label: name,
    question: name,
    flag: name,
    aliases: [],
    levels: [],
    group: '',
    sensitive: false,
    ...rest,
  };
}

const YES_NO = [
  { code: 0, label: 'no', word: 'no' },
  { code: 1, label: 'yes', word: 'yes' },
];

/** A survey of three indicators, one of each kind of value, and two classes. */
export const SMALL_SURVEY: SurveySchema = {
  formatVersion: 1,
  name: 'small',
  title: 'Small',
  source: '',
  peers: [],
  disclaimer: '',
  target: {
    name: 'ill',
    classes: [
      { id: 'no', label: 0, title: 'No' },
      { id: 'yes', label: 7, title: 'Yes' },
    ],
  },
  indicators: [
    indicator('smoker', { type: 'binary', minimum: 0, maximum: 1, levels: YES_NO }),
    indicator('days', { type: 'count', minimum: 0, maximum: 300 }),
    indicator('bmi', { type: 'continuous', minimum: 10, maximum: 98 }),
  ],
};
