import type { Confusion } from '../../pipeline/evaluation/confusion.ts';
import type { CurvePoint } from '../../pipeline/evaluation/curves.ts';
import { formatPercent } from '../../foundation/quantity.ts';
import type { EvaluationResult } from '../../pipeline/workflows/evaluation-result.ts';
import { formatScore } from '../format-figures.ts';
import { INK, pointsOf, REFERENCE_DASH, type Chart, type ChartLayer } from './chart.ts';
import { shareAxis } from './share-axis.ts';

/** The ROC curve of "any class but the first", with the place of the predicted classes on it. */
export function rocChart({ curves, metrics, confusion }: EvaluationResult): Chart | undefined {
  if (curves.roc.length === 0) return undefined;
  const { recall, falsePositiveRate } = decisionOf(confusion);
  const area = formatScore(metrics.roc_auc_any);
  const heights = [0.1, 0.2, 0.4].map(
    (x) => `${formatPercent(heightAt(curves.roc, x))} at ${formatPercent(x)} false positives`,
  );
  return {
    title: 'ROC',
    caption:
      'The closer the curve comes to the upper left corner, the more positives are found for each false alarm; the dashed diagonal is guessing, the dot the predicted classes.',
    label: `ROC curve with an area of ${area}: recall is ${heights.join(', ')}.`,
    specification: {
      height: 320,
      layer: [
        curveLayer(curves.roc, ['False positive rate', 'Recall']),
        referenceLayer([
          [0, 0],
          [1, 1],
        ]),
        decisionLayer([falsePositiveRate, recall]),
        wordsLayer([1, 0.03], `area ${area}`),
      ],
    },
  };
}

/** The precision-recall curve of "any class but the first". */
export function precisionRecallChart({ curves, metrics, confusion }: EvaluationResult): Chart | undefined {
  if (curves.precisionRecall.length === 0) return undefined;
  const { recall, precision, prevalence } = decisionOf(confusion);
  const area = formatScore(metrics.pr_auc_any);
  const heights = [0.2, 0.5, 0.8].map(
    (x) => `${formatPercent(heightAt(curves.precisionRecall, x))} at ${formatPercent(x)} recall`,
  );
  return {
    title: 'Precision and recall',
    caption:
      'The more of the positives are found (to the right), the fewer of those flagged are positive (up); the dashed line is guessing, the dot the predicted classes.',
    label: `Precision-recall curve with an area of ${area}: precision is ${heights.join(', ')}; guessing has ${formatPercent(prevalence)}.`,
    specification: {
      height: 320,
      layer: [
        curveLayer(curves.precisionRecall, ['Recall', 'Precision']),
        referenceLayer([
          [0, prevalence],
          [1, prevalence],
        ]),
        decisionLayer([recall, precision]),
        wordsLayer([1, 0.97], `area ${area}`),
      ],
    },
  };
}

/** What the predicted classes come to when any class but the first is positive. */
function decisionOf(confusion: Confusion) {
  const [negative, ...positive] = confusion;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const found = sum(positive.map((row) => sum(row.slice(1))));
  const falseAlarms = sum(negative!.slice(1));
  const positives = sum(positive.map(sum));
  return {
    recall: found / positives,
    falsePositiveRate: falseAlarms / sum(negative!),
    precision: found + falseAlarms === 0 ? NaN : found / (found + falseAlarms),
    prevalence: positives / sum(confusion.map(sum)),
  };
}

function curveLayer(curve: readonly CurvePoint[], [across, up]: readonly [string, string]): ChartLayer {
  return {
    data: { values: pointsOf(curve) },
    mark: { type: 'line' },
    encoding: {
      x: { field: 'x', type: 'quantitative', scale: { domain: [0, 1] }, axis: shareAxis(across) },
      y: { field: 'y', type: 'quantitative', scale: { domain: [0, 1] }, axis: shareAxis(up) },
    },
  };
}

function referenceLayer(ends: readonly [CurvePoint, CurvePoint]): ChartLayer {
  return {
    data: { values: pointsOf(ends) },
    mark: { type: 'line', color: INK.muted, strokeWidth: 1, strokeDash: REFERENCE_DASH },
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  };
}

/** Nothing where no row is predicted to be positive: there is no precision then. */
function decisionLayer(place: CurvePoint): ChartLayer {
  return {
    data: { values: place.some(Number.isNaN) ? [] : pointsOf([place]) },
    mark: { type: 'point', color: INK.second, size: 80, stroke: INK.ground, strokeWidth: 1.5 },
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  };
}

function wordsLayer([x, y]: CurvePoint, text: string): ChartLayer {
  return {
    data: { values: [{ x, y, text }] },
    mark: { type: 'text', align: 'right', fontWeight: 'bold' },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      text: { field: 'text' },
    },
  };
}

/** The height of a curve where it first comes as far as `x`, which its points do not pass over by much. */
function heightAt(curve: readonly CurvePoint[], x: number): number {
  return (curve.find((point) => point[0] >= x) ?? curve.at(-1)!)[1];
}
