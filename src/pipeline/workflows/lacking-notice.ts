import type { PipelineEvent } from '../../foundation/events.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';

/**
 * What a person should know about a file without some of the survey's columns.
 *
 * @param name what messages call the file
 */
export function lackingNotice(name: string, lacking: readonly string[], { indicators }: SurveySchema): PipelineEvent {
  const counts = lacking.length === 1 ? 'which counts' : 'which count';
  const share = `${lacking.length} of the ${indicators.length} indicators`;
  return {
    type: 'notice',
    level: 'warning',
    code: 'lacking-columns',
    message: `${name} lacks ${share}, ${counts} as unknown: ${lacking.join(', ')}`,
  };
}
