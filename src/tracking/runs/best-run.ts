import { DiabetesError } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import { metricDirection } from '../../pipeline/evaluation/metric-keys.ts';
import type { RunSummary } from './run.ts';

/** Some metrics as examples; a run of `train` has more than sixty. */
const MOST_NAMED = 12;

/** What is better of a metric. */
export type Direction = 'maximize' | 'minimize';

/** The best of some runs by one metric. */
export interface BestRun {
  readonly direction: Direction;
  readonly value: number;
  readonly run: RunSummary;
  /** How many runs have the metric, and on how many sets of rows it was measured. */
  readonly compared: number;
  readonly dataSets: number;
}

/**
 * The run with the best value of a metric; of equal ones the first.
 *
 * @param direction what is better; needed for a metric that is none of the public ones
 * @throws DiabetesError USAGE where no run has the metric, or nothing says what is better
 */
export function bestRun(runs: readonly RunSummary[], metric: string, direction?: Direction): BestRun {
  const measured = runs.filter(({ metrics }) => Object.hasOwn(metrics, metric));
  const [first, ...others] = measured;
  if (first === undefined) throw noSuchMetric(runs, metric);
  const wanted = direction ?? metricDirection(metric);
  if (wanted === undefined) {
    throw new DiabetesError('USAGE', `whether more or less of ${metric} is better is not known`, {
      hint: 'Add --maximize or --minimize.',
    });
  }
  const sign = wanted === 'maximize' ? 1 : -1;
  const run = others.reduce(
    (best, other) => (sign * (other.metrics[metric]! - best.metrics[metric]!) > 0 ? other : best),
    first,
  );
  const dataSets = new Set(measured.map(({ data }) => data?.fingerprint)).size;
  return { direction: wanted, value: run.metrics[metric]!, run, compared: measured.length, dataSets };
}

function noSuchMetric(runs: readonly RunSummary[], metric: string): DiabetesError {
  const known = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  const nearest = nearestName(metric, known);
  const meant = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  const named = known.slice(0, MOST_NAMED).join(', ');
  const more =
    known.length > MOST_NAMED ? ` and ${known.length - MOST_NAMED} more: \`diabetes track show RUN --verbose\`` : '';
  const hint = known.length === 0 ? 'A run has metrics when it is finished.' : `There are ${named}${more}.`;
  return new DiabetesError('USAGE', `no run has the metric ${JSON.stringify(metric)}${meant}`, { hint });
}
