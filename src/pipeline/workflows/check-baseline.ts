import { DiabetesError } from '../../foundation/errors.ts';
import type { PipelineEvent } from '../../foundation/events.ts';
import type { Bundle } from '../bundle/load-bundle.ts';
import type { EvaluatedRows } from './load-evaluated-rows.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';

/**
 * Refuses a baseline that cannot be compared with.
 *
 * @throws DiabetesError USAGE for a baseline of another survey
 */
export function checkBaseline({ manifest }: Bundle, baseline: Bundle): void {
  if (questionsOf(manifest.schema) === questionsOf(baseline.manifest.schema)) return;
  throw new DiabetesError(
    'USAGE',
    `the baseline in ${baseline.folder} is of another survey: its indicators or classes are not the model's`,
    { hint: 'Name a model of the same survey with --baseline.' },
  );
}

/** What should be known of a baseline that may have learnt from evaluated rows: it then looks better than it is. */
export function seenRowsNotice(
  { manifest }: Bundle,
  baseline: Bundle,
  { source, fingerprint }: Pick<EvaluatedRows, 'source' | 'fingerprint'>,
): PipelineEvent | undefined {
  const { data, split } = baseline.manifest;
  const isSameSplit = split.seed === manifest.split.seed && split.test === manifest.split.test;
  const isSameFile = fingerprint === data.fingerprint;
  if (isSameFile ? isSameSplit && source === 'test' : source === 'file') return undefined;
  const why = isSameFile ? 'it was trained from the same file, divided otherwise' : 'it was trained from other rows';
  return {
    type: 'notice',
    level: 'warning',
    code: 'baseline-rows',
    message: `the baseline may have learnt from rows that are evaluated here, and then looks better than it is: ${why}`,
  };
}

/** What makes a survey's rows mean the same to two models. */
function questionsOf({ indicators, target }: SurveySchema): string {
  const asked = indicators.map(({ name, minimum, maximum }) => [name, minimum, maximum]);
  return JSON.stringify([asked, target.classes.map(({ id, label }) => [id, label])]);
}
