import { formatPercent } from '../../foundation/quantity.ts';
import type { EvaluationResult } from '../../pipeline/workflows/evaluation-result.ts';
import { formatCount } from '../format-figures.ts';
import { INK, REFERENCE_DASH, tidy, type Chart } from './chart.ts';
import { shareAxis } from './share-axis.ts';

/** What was predicted against what came true, in bins of about equally many rows; the dots grow with the rows. */
export function reliabilityChart({ curves, rows }: EvaluationResult): Chart {
  const bins = curves.reliability;
  const values = bins.map((bin) => ({ x: tidy(bin.predicted), y: tidy(bin.observed), rows: bin.rows }));
  const top = Math.min(1, Math.ceil(Math.max(...values.flatMap(({ x, y }) => [x, y])) * 10) / 10);
  const scale = { domain: [0, top] };
  const words = bins.map(({ predicted, observed }) => `${formatPercent(predicted)}: ${formatPercent(observed)}`);
  return {
    title: 'Reliability',
    caption: `Each dot is a bin of about ${formatCount(Math.round(rows / bins.length))} people: on the dashed diagonal, as many turned out positive as the model had said.`,
    label: `Reliability, predicted and observed share of positives in ${bins.length} bins: ${words.join(', ')}.`,
    specification: {
      height: 320,
      layer: [
        {
          data: {
            values: [
              { x: 0, y: 0 },
              { x: top, y: top },
            ],
          },
          mark: { type: 'line', color: INK.muted, strokeWidth: 1, strokeDash: REFERENCE_DASH },
          encoding: {
            x: { field: 'x', type: 'quantitative', scale, axis: shareAxis('Predicted') },
            y: { field: 'y', type: 'quantitative', scale, axis: shareAxis('Observed') },
          },
        },
        {
          data: { values },
          mark: { type: 'point', stroke: INK.ground, strokeWidth: 1 },
          encoding: {
            x: { field: 'x', type: 'quantitative' },
            y: { field: 'y', type: 'quantitative' },
            size: { field: 'rows', type: 'quantitative', scale: { domainMin: 0, range: [0, 70] }, legend: null },
          },
        },
      ],
    },
  };
}
