import { formatPercent, quantity } from '../../foundation/quantity.ts';
import { holds } from '../evaluation/judge-gates.ts';
import { isLowerBetter } from '../evaluation/metric-keys.ts';
import { formatDifference, formatEstimate, formatMetric, metricTitle } from '../evaluation/metric-titles.ts';
import type { Comparison, GateResult, MissingAnswers, SliceResult } from '../evaluation/result.ts';
import type { Drift } from '../monitoring/drift.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { EvaluationResult } from './evaluation-result.ts';

// What an evaluation says, as sentences: the terminal and every report use the same ones.

/** Which rows were evaluated: `its own 50,736 test rows of survey.csv`, `1,000 rows of next-year.csv`. */
export function describeRows({ data, rows }: Pick<EvaluationResult, 'data' | 'rows'>, file = data.path): string {
  const where = file === null ? '' : ` of ${file}`;
  if (data.source === 'file') return quantity(rows, 'row') + where;
  return `its own ${quantity(rows, file === null ? 'synthetic test row' : 'test row')}${where}`;
}

/** How many rows each class has: `No diabetes 840 (84.0 %), Diabetes 160 (16.0 %)`. */
export function describeBalance({ classes, rows }: Pick<EvaluationResult, 'classes' | 'rows'>): string {
  return classes
    .map(({ title, rows: own }) => `${title} ${own.toLocaleString('en-US')} (${formatPercent(own / rows)})`)
    .join(', ');
}

/** Which indicators are unknown in every row, and why; undefined where there is none. */
export function describeAbsent({ absent, ignored }: EvaluationResult['data']): string | undefined {
  if (absent.length === 0) return undefined;
  const names = absent.map((name) => `${name} (${ignored.includes(name) ? 'ignored' : 'not in the rows'})`);
  return `Unknown in every row: ${names.join(', ')}.`;
}

/** How the intervals were made. */
export function describeIntervals({ bootstrap }: Pick<EvaluationResult, 'bootstrap'>): string {
  return `95 % bootstrap intervals, ${quantity(bootstrap.resamples, 'resample')}, seed ${bootstrap.seed}`;
}

/** Which metrics are undefined, once for each reason. */
export function describeUndefined({
  undefinedMetrics,
  classes,
}: Pick<EvaluationResult, 'undefinedMetrics' | 'classes'>): readonly string[] {
  const reasons = [...new Set(undefinedMetrics.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const titles = undefinedMetrics
      .filter((metric) => metric.reason === reason)
      .map(({ key }) => metricTitle(key, classes));
    return `Undefined for these rows: ${titles.join('; ')} (${reason}).`;
  });
}

/** What the calibration error is to be compared with; undefined where there is none. */
export function describeCalibration({
  metrics,
  calibrationFloor,
}: Pick<EvaluationResult, 'metrics' | 'calibrationFloor'>): string | undefined {
  const error = metrics.ece_any;
  if (error === undefined) return undefined;
  const { mean, high } = calibrationFloor;
  return (
    `With these scores a perfectly calibrated model would show a calibration error of ${formatMetric('ece_any', mean)} ` +
    `on average, and at most ${formatMetric('ece_any', high)} in 95 of 100 samples of this size: ` +
    `this one is ${error > high ? 'above' : 'within'} that.`
  );
}

/** Which slice is the worst, and how far it is from all rows; undefined where there are no slices. */
export function describeWorstSlice({
  worstSlice,
  slices,
  metrics,
  classes,
}: Pick<EvaluationResult, 'worstSlice' | 'slices' | 'metrics' | 'classes'>): string | undefined {
  if (slices.length === 0) return undefined;
  if (worstSlice === null) return 'No slice is large enough to be called the worst.';
  const { key, title, value } = worstSlice;
  const slice = slices.find((candidate) => candidate.title === title);
  const large = slices.filter(({ isSmall }) => !isSmall).length;
  const name = metricTitle(key, classes);
  const own = slice === undefined ? formatMetric(key, value) : formatEstimate(key, slice.metrics, slice.intervals);
  const head = `The worst of ${quantity(large, 'slice')} is ${title}: ${name} ${own}`;
  const whole = metrics[key];
  if (whole === undefined) return `${head}.`;
  const interval = slice?.intervals[key];
  const isApart = interval !== undefined && (whole < interval[0] || whole > interval[1]);
  const apart = interval === undefined ? '' : `, ${isApart ? 'outside' : 'within'} that interval`;
  return `${head}; all rows have ${formatMetric(key, whole)}${apart}.`;
}

/** Slices as they are where they are few; else those that are not small and of which the metric is worst. */
export function tellableSlices(
  slices: readonly SliceResult[],
  { key, most, few }: { readonly key: string; readonly most: number; readonly few: number },
): readonly SliceResult[] {
  if (slices.length <= most) return slices;
  const sign = isLowerBetter(key) ? -1 : 1;
  return slices
    .filter(({ isSmall, metrics }) => !isSmall && metrics[key] !== undefined)
    .sort((a, b) => sign * (a.metrics[key]! - b.metrics[key]!))
    .slice(0, few);
}

/** Whether the model is better than its baseline, by log-loss. */
export function describeComparison({ model, verdict, differences }: Comparison): string {
  const words = { better: 'Better than', worse: 'Worse than', 'not distinguishable': 'Not distinguishable from' };
  const of = differences.log_loss;
  const figures = of === undefined ? '' : `: ${formatChange(of)}, less being better`;
  return `${words[verdict]} the baseline, version ${model.version}, by log-loss${figures}.`;
}

/** A difference with its interval: `-0.0100 [-0.0120, -0.0080]`. */
export function formatChange({ difference, interval }: Comparison['differences'][string]): string {
  return `${formatDifference(difference)} [${interval.map(formatDifference).join(', ')}]`;
}

/** What McNemar's test says of the predicted classes of the model and its baseline. */
export function describeMcnemar({ onlyThis, onlyBaseline, pValue, verdict }: Comparison['mcnemar']): string {
  const rows = onlyThis + onlyBaseline;
  if (rows === 0) return 'Both models predict the right class for the same rows.';
  const words = {
    better: 'it is right more often',
    worse: 'it is right less often',
    'not distinguishable': 'not distinguishable',
  };
  const count = (value: number): string => value.toLocaleString('en-US');
  const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toPrecision(2)}`;
  return (
    `Of ${quantity(rows, 'row')} that one of the two models alone predicts right, this one has ${count(onlyThis)} ` +
    `and the baseline ${count(onlyBaseline)}: ${words[verdict]} (McNemar's test, ${p}).`
  );
}

/** The verdict of all gates: `3 of 4 gates passed: macro_f1>=0.46 is not met`; undefined where there is no gate. */
export function describeGates(gates: readonly GateResult[]): string | undefined {
  if (gates.length === 0) return undefined;
  const failed = gates.filter(({ passed }) => !passed).map(({ gate }) => gate);
  if (failed.length === 0)
    return ['', 'The gate passed', 'Both gates passed'][gates.length] ?? `All ${gates.length} gates passed`;
  const which = `${failed.join(', ')} ${failed.length === 1 ? 'is' : 'are'} not met`;
  return `${gates.length - failed.length} of ${quantity(gates.length, 'gate')} passed: ${which}`;
}

/** A gate's value with four decimals, or with as many as it takes to stand on the right side of its threshold. */
export function formatGateValue({ value, operator, threshold, passed }: GateResult): string {
  if (value === null) return '-';
  for (let decimals = 4; decimals <= 15; decimals++) {
    const digits = value.toFixed(decimals);
    if (holds(Number(digits), { operator, threshold }) === passed) return digits;
  }
  return String(value);
}

/** Into how many steps the numbers of unknown answers are divided. */
const MISSING_STEPS = 5;

/** The first and the last number of unknown answers, and some at about equal distances between them. */
export function missingSteps(missing: readonly MissingAnswers[]): readonly MissingAnswers[] {
  const last = missing.length - 1;
  const step = (i: number): number => Math.floor((i * MISSING_STEPS) / last);
  return missing.filter((_, i) => i === 0 || i === last || step(i) > step(i - 1));
}

/** On which rows the model was asked what it goes by; undefined where on all of them, or not at all. */
export function describeInspected({
  inspected,
  rows,
}: Pick<EvaluationResult, 'inspected' | 'rows'>): string | undefined {
  if (inspected === undefined || inspected.rows === rows) return undefined;
  const { rows: asked, resamples } = inspected;
  return `Asked of ${asked.toLocaleString('en-US')} of the rows, chosen by the seed, with ${quantity(resamples, 'resample')}.`;
}

/** How many indicators' answers are distributed otherwise than in the training rows. */
export function describeDrift({ indicators }: Drift): string {
  const moved = indicators.filter(({ level }) => level !== 'stable').length;
  if (moved === 0) {
    const isLow = indicators.every(({ psi }) => psi < 0.1);
    const why = isLow ? 'is below 0.1' : 'is below 0.1, or no greater than chance gives among so few rows';
    return `No indicator has drifted: every population stability index ${why}.`;
  }
  return `${moved} of ${quantity(indicators.length, 'indicator')} ${moved === 1 ? 'has' : 'have'} drifted from the training rows.`;
}

/** An indicator's label, or its name where the schema has no such indicator. */
export function indicatorTitle(name: string, { indicators }: SurveySchema): string {
  return indicators.find((indicator) => indicator.name === name)?.label ?? name;
}
