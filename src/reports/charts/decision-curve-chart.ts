import { formatPercent } from '../../foundation/quantity.ts';
import type { DecisionPoint } from '../../pipeline/evaluation/result.ts';
import { formatScore } from '../format-figures.ts';
import { INK, REFERENCE_DASH, type Chart } from './chart.ts';
import { seriesLayer } from './series.ts';
import { shareAxis } from './share-axis.ts';

/** How far below 0 the picture goes, as a share of what is above it: treating everyone falls without end. */
const ROOM_BELOW = 0.25;

/** The net benefit of acting on the model, on everyone and on no one, over the probability from which one acts. */
export function decisionCurveChart(decision: readonly DecisionPoint[]): Chart | undefined {
  if (decision.length === 0) return undefined;
  const most = Math.max(...decision.flatMap(({ model, everyone }) => [model, everyone]));
  const least = -ROOM_BELOW * Math.max(most, 0.01);
  const curve = (key: 'model' | 'everyone') =>
    decision.map((point) => ({ x: point.threshold, y: point[key] })).filter(({ y }) => y >= least);
  const ends = [decision[0]!.threshold, decision.at(-1)!.threshold];
  return {
    title: 'Net benefit',
    caption:
      'Net benefit counts the positives treated, less the others treated, weighed by the probability from which one would treat: the model helps where its line is the highest.',
    label: `Net benefit by threshold: ${toldOf(decision)}; treating no one has 0.`,
    specification: {
      height: 280,
      layer: [
        seriesLayer(
          [
            { name: 'Model', points: curve('model'), color: INK.first },
            { name: 'Treat everyone', points: curve('everyone'), color: INK.second, dash: [6, 3] },
            { name: 'Treat no one', points: ends.map((x) => ({ x, y: 0 })), color: INK.muted, dash: REFERENCE_DASH },
          ],
          { x: { axis: shareAxis('Threshold probability') }, y: { axis: { title: null } } },
        ),
      ],
    },
  };
}

function toldOf(decision: readonly DecisionPoint[]): string {
  const chosen = [0.1, 0.2, 0.4].map((share) => decision[Math.floor(share * decision.length)]!);
  return [...new Set(chosen)]
    .map(({ threshold, model, everyone }) => {
      const at = formatPercent(threshold);
      return `at ${at} the model has ${formatScore(model)} and treating everyone ${formatScore(everyone)}`;
    })
    .join(', ');
}
