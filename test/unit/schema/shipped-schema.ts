import { readFileSync } from 'node:fs';

import { parseSchema } from '../../../src/pipeline/schema/parse-schema.ts';
import type { Indicator, SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';

export const SHIPPED_TEXT = readFileSync(new URL('../../../data/schema.yaml', import.meta.url), 'utf8');

export const SHIPPED_SCHEMA: SurveySchema = parseSchema(SHIPPED_TEXT, 'data/schema.yaml');

export const SECOND_SCHEMA: SurveySchema = parseSchema(
  readFileSync(new URL('../../fixtures/second-survey/schema.yaml', import.meta.url), 'utf8'),
  'schema.yaml',
);

export function indicatorOf(name: string, schema: SurveySchema = SHIPPED_SCHEMA): Indicator {
  return schema.indicators.find((indicator) => indicator.name === name)!;
}
