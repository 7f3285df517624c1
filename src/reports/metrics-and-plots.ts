import type { Manifest, Metrics } from '../pipeline/bundle/manifest.ts';
import type { EvaluationResult } from '../pipeline/workflows/evaluation-result.ts';

/** What DVC compares: the evaluation, and the model's own record of its training. */
export interface MetricsAndPlots {
  readonly evaluation: Pick<EvaluationResult, 'metrics' | 'classes' | 'confusion' | 'curves'>;
  readonly manifest: Pick<Manifest, 'metrics' | 'history'>;
}

/** The paths of the files, with slashes, below the folder of the reports. */
export const METRICS_AND_PLOTS = [
  'metrics.json',
  'plots/roc.json',
  'plots/precision_recall.json',
  'plots/calibration.json',
  'plots/confusion.json',
  'plots/history.json',
] as const;

/** One point of a plot; all of a plot have the same keys. */
type PlotRow = Readonly<Record<string, string | number>>;

/**
 * The files that `dvc metrics` and `dvc plots` read: the text of each by its path. A curve that the rows leave undefined is
 * an empty list. The curves have the keys of DVCLive (https://dvc.org/doc/dvclive/live/log_sklearn_plot).
 */
export function renderMetricsAndPlots({ evaluation, manifest }: MetricsAndPlots): ReadonlyMap<string, string> {
  const { roc, precisionRecall, reliability } = evaluation.curves;
  const metrics = flatMetrics(evaluation.metrics, manifest.metrics.validation);
  const files: Record<(typeof METRICS_AND_PLOTS)[number], string> = {
    'metrics.json': `${JSON.stringify(metrics, null, 2)}\n`,
    'plots/roc.json': plotText(roc.map(([fpr, tpr]) => ({ fpr, tpr }))),
    'plots/precision_recall.json': plotText(precisionRecall.map(([recall, precision]) => ({ recall, precision }))),
    'plots/calibration.json': plotText(
      reliability.map(({ rows, predicted, observed }) => ({ rows, prob_pred: predicted, prob_true: observed })),
    ),
    'plots/confusion.json': plotText(confusionRows(evaluation)),
    'plots/history.json': plotText(manifest.history.map((epoch, i) => ({ epoch: i + 1, ...epoch }))),
  };
  return new Map(Object.entries(files));
}

/** Those of the evaluated rows by their bare keys, those of the validation rows as `val_<key>`. */
function flatMetrics(evaluated: Metrics, validation: Metrics): Metrics {
  const entries = Object.entries(validation).map(([key, value]) => [`val_${key}`, value] as const);
  return { ...evaluated, ...Object.fromEntries(entries) };
}

/** One row a cell, empty cells too: each class of the one axis meets each of the other. */
function confusionRows({ classes, confusion }: MetricsAndPlots['evaluation']): readonly PlotRow[] {
  return classes.flatMap(({ id: actual }, i) =>
    classes.map(({ id: predicted }, j) => ({ actual, predicted, count: confusion[i]![j]! })),
  );
}

/** One row a line, so that git shows which points changed. */
function plotText(rows: readonly PlotRow[]): string {
  return rows.length === 0 ? '[]\n' : `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`;
}
