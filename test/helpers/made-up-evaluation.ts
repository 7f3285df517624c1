import type { Interval, Metrics, SliceResult } from '../../src/pipeline/evaluation/result.ts';
import { metricKeys } from '../../src/pipeline/evaluation/metric-keys.ts';
import type { EvaluationDocument } from '../../src/pipeline/workflows/evaluation-result.ts';

const CLASS_IDS = ['none', 'prediabetes', 'diabetes'];

/** Every metric key, with values that differ from each other. */
const METRICS: Metrics = Object.fromEntries(metricKeys(CLASS_IDS).map((key, i) => [key, 0.4 + i / 100]));

/** A document in which every part is there: two slices, a gate that passed and one that did not, a baseline, a drift. */
export const MADE_UP_EVALUATION: EvaluationDocument = {
  schemaVersion: 1,
  command: 'evaluate',
  runId: null,
  reports: ['/reports/report.html'],
  model: { digest: 'ab'.repeat(32), version: 'abababababab', folder: '/models/diabetes' },
  data: {
    source: 'file',
    path: '/data/next-year.csv',
    fingerprint: `sha256:${'cd'.repeat(32)}`,
    absent: ['Fruits', 'Veggies'],
    ignored: ['Veggies'],
  },
  rows: 1000,
  classes: [
    { id: 'none', title: 'No diabetes', rows: 840 },
    { id: 'prediabetes', title: 'Prediabetes', rows: 20 },
    { id: 'diabetes', title: 'Diabetes', rows: 140 },
  ],
  metrics: METRICS,
  intervals: intervalsAround(METRICS, 0.01),
  undefinedMetrics: [],
  bootstrap: { resamples: 1000, seed: 42 },
  calibrationFloor: { mean: 0.0039, high: 0.0056 },
  confusion: [
    [700, 60, 80],
    [5, 3, 12],
    [40, 10, 90],
  ],
  curves: {
    roc: [
      [0, 0],
      [0.2, 0.6],
      [0.5, 0.9],
      [1, 1],
    ],
    precisionRecall: [
      [0.1, 0.8],
      [0.5, 0.5],
      [1, 0.16],
    ],
    reliability: [
      { rows: 500, predicted: 0.05, observed: 0.04 },
      { rows: 500, predicted: 0.27, observed: 0.28 },
    ],
    decision: [
      { threshold: 0.05, model: 0.12, everyone: 0.115 },
      { threshold: 0.2, model: 0.07, everyone: -0.05 },
    ],
  },
  slices: [
    sliceOf({ Sex: 0 }, { title: 'Sex female', rows: 560, auc: 0.83 }),
    sliceOf({ Sex: 1 }, { title: 'Sex male', rows: 430, auc: 0.79 }),
    { ...sliceOf({ Sex: null }, { title: 'Sex unknown', rows: 10, auc: 0.5 }), isSmall: true },
  ],
  worstSlice: { key: 'roc_auc_any', title: 'Sex male', by: { Sex: 1 }, value: 0.79 },
  gates: [
    { gate: 'macro_f1>=0.4', key: 'macro_f1', operator: '>=', threshold: 0.4, value: 0.42, passed: true },
    {
      gate: 'worst_slice.roc_auc_any>=0.8',
      key: 'worst_slice.roc_auc_any',
      operator: '>=',
      threshold: 0.8,
      value: 0.79,
      passed: false,
      reason: 'Sex male has 0.79',
    },
  ],
  passed: false,
  baseline: {
    model: { digest: 'ef'.repeat(32), version: 'efefefefefef', folder: '/models/before' },
    differences: {
      log_loss: { baseline: 0.47, difference: -0.01, interval: [-0.012, -0.008], verdict: 'better' },
      roc_auc_any: { baseline: 0.479, difference: 0.001, interval: [-0.001, 0.003], verdict: 'not distinguishable' },
      macro_f1: { baseline: 0.44, difference: -0.02, interval: [-0.03, -0.01], verdict: 'worse' },
    },
    mcnemar: { onlyThis: 40, onlyBaseline: 31, pValue: 0.34, verdict: 'not distinguishable' },
    verdict: 'better',
  },
  importance: [
    importanceOf('GenHlth', 0.05),
    importanceOf('BMI', 0.03),
    importanceOf('Age', 0.02),
    importanceOf('Stroke', -0.0001),
  ],
  partialDependence: [
    {
      indicator: 'GenHlth',
      points: [1, 2, 3, 4, 5].map((value) => ({
        value,
        words: ['excellent', 'very good', 'good', 'fair', 'poor'][value - 1]!,
        share: 0.2,
        anyProbability: value / 20,
      })),
    },
    {
      indicator: 'BMI',
      points: [18, 24, 30, 36].map((value) => ({
        value,
        words: `${value} kg/m²`,
        share: 0.25,
        anyProbability: value / 100,
      })),
    },
  ],
  missing: Array.from({ length: 21 }, (_, unknown) => {
    const metrics = { roc_auc_any: 0.82 - unknown * 0.012, log_loss: 0.39 + unknown * 0.004, ece_any: 0.004 };
    return { unknown, metrics, intervals: intervalsAround(metrics, 0.002) };
  }),
  drift: {
    indicators: [
      { indicator: 'BMI', psi: 0.31, level: 'large', unknownThen: 0, unknownNow: 0.05 },
      { indicator: 'Age', psi: 0.12, level: 'moderate', unknownThen: 0, unknownNow: 0 },
      { indicator: 'Sex', psi: 0.001, level: 'stable', unknownThen: 0, unknownNow: 0 },
    ],
  },
  disclaimer: 'This is no medical device.',
};

function intervalsAround(metrics: Metrics, width: number): Record<string, Interval> {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, [value - width, value + width]]));
}

function sliceOf(by: SliceResult['by'], { title, rows, auc }: { title: string; rows: number; auc: number }) {
  const metrics = { ...METRICS, roc_auc_any: auc };
  return { by, title, rows, metrics, intervals: intervalsAround(metrics, 0.03), isSmall: false };
}

function importanceOf(indicator: string, fall: number) {
  const drop = { roc_auc_any: fall, log_loss: fall / 2 };
  return { indicator, drop, intervals: intervalsAround(drop, 0.001) };
}
