import { anyTitle } from '../../pipeline/evaluation/metric-titles.ts';
import { formatPercent } from '../../foundation/quantity.ts';
import type { ReliabilityBin } from '../../pipeline/evaluation/calibration-error.ts';
import type { DecisionPoint } from '../../pipeline/evaluation/result.ts';
import type { EvaluationDocument } from '../../pipeline/workflows/evaluation-result.ts';
import { details, figures } from '../figures.ts';
import { formatCount, formatScore } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html, type Html } from '../html.ts';
import { type RenderSection } from './source.ts';

/** More rows than these are read by nobody. */
const MOST_THRESHOLDS = 20;

/** How well the model ranks people. */
export const curvesSection: RenderSection = ({ document }, charts) => {
  if (charts.roc === undefined) return undefined;
  return html`<p>
      Each point of a curve is a threshold: whoever is above it is flagged as positive, which is
      ${anyTitle(document.classes)}.
    </p>
    ${figures([charts.roc, charts.precisionRecall])}`;
};

/** What is predicted for whom, and whether a probability is what it says. */
export const predictionsSection: RenderSection = ({ document }, charts) =>
  html`<p>${calibrationWords(document)}</p>
    ${figures([charts.reliability, charts.confusion])} ${details('The bins', binsTable(document.curves.reliability))}`;

function calibrationWords({ metrics, calibrationFloor, rows }: EvaluationDocument): string {
  const { mean, high } = calibrationFloor;
  const error = metrics.ece_any;
  const floor =
    `Even a perfect model with these probabilities would show an error of ${formatScore(mean, 4)} on ` +
    `${formatCount(rows)} rows, by chance alone, and in 5 of 100 cases more than ${formatScore(high, 4)}.`;
  if (error === undefined) return floor;
  const verdict = error <= high ? 'no more than chance explains' : 'more than chance explains';
  return `The calibration error is ${formatScore(error, 4)}: ${verdict}. ${floor}`;
}

function binsTable(bins: readonly ReliabilityBin[]): Html {
  return htmlTable(
    'Reliability by bin',
    [
      { title: 'Predicted', look: 'number', cell: ({ predicted }) => formatPercent(predicted) },
      { title: 'Observed', look: 'number', cell: ({ observed }) => formatPercent(observed) },
      { title: 'Rows', look: 'number', cell: ({ rows }) => formatCount(rows) },
    ],
    bins,
  );
}

/** For whom acting on the model helps. */
export const decisionSection: RenderSection = ({ document: { curves } }, charts) => {
  if (charts.decision === undefined) return undefined;
  const step = Math.ceil(curves.decision.length / MOST_THRESHOLDS);
  const points = curves.decision.filter((_, i) => (i + 1) % step === 0);
  return html`<div class="beside">
      <p>
        Whoever treats people from a probability of 10 % on says that missing one positive is as bad as treating nine
        others for nothing. For each such threshold the curve weighs what the model gains against what it costs, per
        person. Where the lines of the model and of treating everyone are one, the model changes nothing.
      </p>
      ${figures([charts.decision])}
    </div>
    ${details('Some thresholds', decisionTable(points))}`;
};

function decisionTable(points: readonly DecisionPoint[]): Html {
  return htmlTable(
    'Net benefit by threshold',
    [
      { title: 'Threshold', look: 'number', cell: ({ threshold }) => formatPercent(threshold) },
      { title: 'Model', look: 'number', cell: ({ model }) => formatScore(model, 4) },
      { title: 'Treat everyone', look: 'number', cell: ({ everyone }) => formatScore(everyone, 4) },
    ],
    points,
  );
}
