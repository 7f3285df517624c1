import { metricKeys } from '../../src/pipeline/evaluation/metric-keys.ts';
import type { Interval, Metrics, SliceResult } from '../../src/pipeline/evaluation/result.ts';
import type { Manifest } from '../../src/pipeline/bundle/manifest.ts';
import type { Indicator } from '../../src/pipeline/schema/survey-schema.ts';
import type { EvaluationDocument } from '../../src/pipeline/workflows/evaluation-result.ts';
import { indicatorOf, SHIPPED_SCHEMA } from '../unit/schema/shipped-schema.ts';
import { MADE_UP_EVALUATION } from './made-up-evaluation.ts';
import { MADE_UP_CONTENT } from './write-made-up-bundle.ts';

const ROWS = 50_736;
const METRICS: Metrics = {
  ...Object.fromEntries(metricKeys(['none', 'prediabetes', 'diabetes']).map((key, i) => [key, 0.9 - i / 50])),
  roc_auc_any: 0.8266,
  pr_auc_any: 0.4564,
  log_loss: 0.392,
  ece_any: 0.0041,
};

/**
 * A document as large as real ones are, by formulas: all indicators of the shipped survey, 119 slices, curves of 200
 * points. Its figures look like those of a real model and are of none.
 */
export const LIFELIKE_EVALUATION: EvaluationDocument = {
  ...MADE_UP_EVALUATION,
  data: { ...MADE_UP_EVALUATION.data, source: 'test', path: '/home/someone/diabetes/data/raw/diabetes.csv' },
  rows: ROWS,
  classes: [
    { id: 'none', title: 'No diabetes', rows: 42_741 },
    { id: 'prediabetes', title: 'Prediabetes', rows: 926 },
    { id: 'diabetes', title: 'Diabetes', rows: 7_069 },
  ],
  metrics: METRICS,
  intervals: around(METRICS, 0.005),
  confusion: [
    [37_074, 1_058, 4_609],
    [535, 73, 318],
    [3_070, 416, 3_583],
  ],
  curves: {
    roc: steps(200).map((x) => [x, x ** 0.21]),
    precisionRecall: steps(200).map((x) => [x, 0.16 + 0.54 * (1 - x) ** 0.8]),
    reliability: steps(15).map((x) => ({ rows: 3_382, predicted: 0.6 * x ** 2, observed: 0.58 * x ** 2 + 0.004 })),
    decision: steps(101)
      .slice(1, -1)
      .map((threshold) => ({
        threshold,
        model: Math.max(0, 0.158 * (1 - threshold / 0.65) ** 2),
        everyone: 0.158 - (0.842 * threshold) / (1 - threshold),
      })),
  },
  slices: [
    ...levelsOf('Sex').map((sex) => sliceOf({ Sex: sex })),
    ...levelsOf('Age').map((age) => sliceOf({ Age: age })),
    ...levelsOf('Age').flatMap((age) => levelsOf('Income').map((income) => sliceOf({ Age: age, Income: income }))),
  ],
  worstSlice: { key: 'roc_auc_any', title: 'Age 80 years or older', by: { Age: 13 }, value: 0.716 },
  importance: SHIPPED_SCHEMA.indicators.map(({ name }, i) => {
    const drop = { roc_auc_any: 0.05 * 0.72 ** i - 0.0001, log_loss: 0.03 * 0.72 ** i };
    return { indicator: name, drop, intervals: around(drop, 0.0015) };
  }),
  partialDependence: SHIPPED_SCHEMA.indicators.map(dependenceOf),
  drift: {
    indicators: SHIPPED_SCHEMA.indicators.map(({ name }, i) => {
      const psi = 0.4 * 0.7 ** i;
      const level = psi < 0.1 ? 'stable' : psi < 0.25 ? 'moderate' : 'large';
      return { indicator: name, psi, level, unknownThen: 0, unknownNow: i / 100 } as const;
    }),
  },
  disclaimer: SHIPPED_SCHEMA.disclaimer,
};

/** What stands in the bundle beside it. */
export const LIFELIKE_MANIFEST: Manifest = {
  ...MADE_UP_CONTENT.manifest,
  schema: SHIPPED_SCHEMA,
  history: Array.from({ length: 8 }, (_, epoch) => ({
    train_loss: 0.418 + 0.1 * 0.1 ** epoch,
    val_loss: 0.394 + 0.003 * 0.5 ** epoch,
    val_macro_f1: 0.467 - 0.01 * 0.3 ** epoch,
    learning_rate: 0.01 * Math.sin(((epoch + 1) * Math.PI) / 9),
  })),
  files: { 'model.json': '', 'weights.bin': '', 'golden.json': '', 'profile.json': '' },
};

/** So many numbers from 0 to 1. */
function steps(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

function levelsOf(indicator: string): readonly number[] {
  return indicatorOf(indicator).levels.map(({ code }) => code);
}

function sliceOf(by: Readonly<Record<string, number>>): SliceResult {
  const entries = Object.entries(by);
  const titles = entries.map(([name, code]) => {
    const { label, levels } = indicatorOf(name);
    return `${label} ${levels.find((level) => level.code === code)!.label}`;
  });
  const sum = entries.reduce((total, [, code]) => total + code, 0);
  const rows = 200 + ((sum * 977) % 3_000);
  const metrics = { ...METRICS, roc_auc_any: 0.87 - sum / 130 };
  const intervals = around(metrics, 1.5 / Math.sqrt(rows));
  return { by, title: titles.join(', '), rows, metrics, intervals, isSmall: rows < 400 };
}

function dependenceOf({ name, levels, minimum, maximum, unit = '' }: Indicator, i: number) {
  const values = levels.length > 0 ? levels : numbersOf(minimum, maximum, unit);
  const points = values.map(({ code, label }, k) => ({
    value: code,
    words: label,
    share: 1 / values.length,
    anyProbability: 0.12 + (0.16 / (i + 1)) * (k / values.length),
  }));
  return { indicator: name, points };
}

function numbersOf(minimum: number, maximum: number, unit: string) {
  return steps(20).map((share) => {
    const code = Math.round(minimum + share * (maximum - minimum));
    return { code, label: `${code} ${unit}` };
  });
}

function around(metrics: Metrics, width: number): Record<string, Interval> {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, [value - width, value + width]]));
}
