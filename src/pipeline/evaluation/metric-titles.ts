import { CLASS_KEYS } from './metric-keys.ts';
import type { Interval, Metrics } from './result.ts';

const WHOLE_TITLES: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  balanced_accuracy: 'balanced accuracy',
  macro_f1: 'macro F1',
  weighted_f1: 'weighted F1',
  macro_precision: 'macro precision',
  macro_recall: 'macro recall',
  log_loss: 'log-loss',
  brier: 'Brier score',
  roc_auc_any: 'ROC AUC, any',
  roc_auc_macro_ovr: 'ROC AUC, macro',
  pr_auc_any: 'PR AUC, any',
  quadratic_kappa: 'quadratic kappa',
  ece_any: 'calibration error',
  ece_any_uncalibrated: 'calibration error, uncalibrated',
};

/** Metrics of a class, as the heads of a table. */
export const CLASS_METRIC_TITLES = {
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  specificity: 'specificity',
  roc_auc: 'ROC AUC',
  pr_auc: 'PR AUC',
} as const satisfies Readonly<Record<(typeof CLASS_KEYS)[number], string>>;

/** The metrics that are told first, the most telling one at the top. */
export const MAIN_METRICS = [
  'roc_auc_any',
  'log_loss',
  'macro_f1',
  'balanced_accuracy',
  'quadratic_kappa',
  'ece_any',
] as const;

/** A class as titles need it. */
export interface TitledClass {
  readonly id: string;
  readonly title: string;
}

/** A metric in a few plain words: `macro F1`, `recall, prediabetes`; a key that is no metric stays as it is. */
export function metricTitle(key: string, classes: readonly TitledClass[]): string {
  const whole = Object.hasOwn(WHOLE_TITLES, key) ? WHOLE_TITLES[key] : undefined;
  if (whole !== undefined) return whole;
  for (const { id, title } of classes) {
    const kind = CLASS_KEYS.find((candidate) => key === `${candidate}_${id}`);
    if (kind !== undefined) return `${CLASS_METRIC_TITLES[kind]}, ${title.toLowerCase()}`;
  }
  return key;
}

/** What "any" stands for: all classes but the first, `prediabetes or diabetes`. */
export function anyTitle(classes: readonly TitledClass[]): string {
  return classes
    .slice(1)
    .map(({ title }) => title.toLowerCase())
    .join(' or ');
}

/** A metric's value with three decimals, a calibration error's with four; a dash where there is none. */
export function formatMetric(key: string, value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : withoutNegativeZero(value.toFixed(decimalsOf(key)));
}

/** A metric with its 95 % interval where there is one: `0.825 [0.822, 0.829]`. */
export function formatEstimate(key: string, metrics: Metrics, intervals: Readonly<Record<string, Interval>>): string {
  const value = formatMetric(key, metrics[key]);
  const interval = intervals[key];
  if (metrics[key] === undefined || interval === undefined) return value;
  return `${value} [${formatMetric(key, interval[0])}, ${formatMetric(key, interval[1])}]`;
}

/** A difference between two values of a metric, with its sign and four decimals: `+0.0012`. */
export function formatDifference(difference: number): string {
  const digits = withoutNegativeZero(difference.toFixed(4));
  return digits.startsWith('-') ? digits : `+${digits}`;
}

/** A calibration error is a hundredth where other metrics are tenths. */
function decimalsOf(key: string): number {
  return key.startsWith('ece_') ? 4 : 3;
}

function withoutNegativeZero(digits: string): string {
  return /^-0\.0*$/.test(digits) ? digits.slice(1) : digits;
}
