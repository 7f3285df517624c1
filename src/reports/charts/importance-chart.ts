import type { IndicatorImportance } from '../../pipeline/evaluation/result.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import { formatScore } from '../format-figures.ts';
import { indicatorTitle } from '../../pipeline/workflows/evaluation-words.ts';
import type { Chart } from './chart.ts';
import { intervalRows } from './interval-rows.ts';

/** By what the importance of an indicator is measured. */
export interface ImportanceMeasure extends Pick<Chart, 'title' | 'caption'> {
  readonly key: 'roc_auc_any' | 'log_loss';
}

/** How much worse people are ranked. */
export const RANKING_LOSS: ImportanceMeasure = {
  key: 'roc_auc_any',
  title: 'Fall of ROC AUC',
  caption:
    'How much worse people are ranked when the answers to one question go to other people, with the 95 % interval; grey bars cannot be told from nothing.',
};

/** How much worse the probabilities are. */
export const PROBABILITY_LOSS: ImportanceMeasure = {
  key: 'log_loss',
  title: 'Growth of log-loss',
  caption:
    'How much worse the probabilities of all classes then are, in the same order; grey bars cannot be told from nothing.',
};

/** How much each indicator matters to the model, in the document's order. */
export function importanceChart(
  importance: readonly IndicatorImportance[],
  schema: SurveySchema,
  { key, title, caption }: ImportanceMeasure,
): Chart | undefined {
  const rows = importance.flatMap(({ indicator, drop, intervals }) => {
    const value = drop[key];
    if (value === undefined) return [];
    const [low, high] = intervals[key] ?? [value, value];
    const words = formatScore(value, 4);
    return [{ title: indicatorTitle(indicator, schema), value, words, low, high, isMuted: low <= 0 }];
  });
  if (rows.length === 0) return undefined;
  const told = rows.map((row) => `${row.title} ${row.words}`);
  return {
    title,
    caption,
    label: `${title} by indicator: ${told.join(', ')}.`,
    specification: intervalRows(rows, { mark: 'bar', axisTitle: null }),
  };
}
