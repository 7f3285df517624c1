import type { MissingAnswers } from '../../pipeline/evaluation/result.ts';
import { formatScore } from '../format-figures.ts';
import { tidy, type Chart } from './chart.ts';

/** How well the model still ranks people as more of their answers are unknown. */
export function missingRankingChart(missing: readonly MissingAnswers[]): Chart | undefined {
  return missingAnswersChart(missing, {
    key: 'roc_auc_any',
    title: 'ROC AUC',
    caption:
      'How well people are still ranked when so many of their answers, chosen at random, are unknown; 0.5 is guessing.',
  });
}

/** How far the probabilities are from what comes true as more answers are unknown. */
export function missingCalibrationChart(missing: readonly MissingAnswers[]): Chart | undefined {
  return missingAnswersChart(missing, {
    key: 'ece_any',
    title: 'Calibration error',
    caption: 'How far the probabilities then are from what comes true; lower is better.',
  });
}

interface Measure extends Pick<Chart, 'title' | 'caption'> {
  readonly key: 'roc_auc_any' | 'ece_any';
}

/** A curve with its 95 % band. */
function missingAnswersChart(missing: readonly MissingAnswers[], { key, title, caption }: Measure): Chart | undefined {
  const values = missing.flatMap(({ unknown, metrics, intervals }) => {
    const value = metrics[key];
    if (value === undefined) return [];
    const [low, high] = intervals[key] ?? [value, value];
    return [{ unknown, value: tidy(value), low: tidy(low), high: tidy(high) }];
  });
  if (values.length === 0) return undefined;
  const told = values.map(({ unknown, value }) => `${formatScore(value)} with ${unknown}`);
  const x = { field: 'unknown', type: 'quantitative', axis: { title: 'Unknown answers' } } as const;
  const y = { type: 'quantitative', scale: { zero: key === 'ece_any' }, axis: { title: null } } as const;
  return {
    title,
    caption,
    label: `${title} by the number of unknown answers: ${told.join(', ')}.`,
    specification: {
      height: 240,
      data: { values },
      layer: [
        { mark: 'area', encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } } },
        { mark: { type: 'line', point: { size: 24 } }, encoding: { x, y: { ...y, field: 'value' } } },
      ],
    },
  };
}
