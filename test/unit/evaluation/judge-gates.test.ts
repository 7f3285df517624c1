import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseGate, parseMaxDrop } from '../../../src/pipeline/evaluation/gates.ts';
import { judgeGates, type JudgedFigures } from '../../../src/pipeline/evaluation/judge-gates.ts';
import { metricKeys } from '../../../src/pipeline/evaluation/metric-keys.ts';
import type { Comparison, GateResult, Metrics, SliceResult } from '../../../src/pipeline/evaluation/result.ts';
import { MADE_UP_EVALUATION } from '../../helpers/made-up-evaluation.ts';

const KEYS = metricKeys(['none', 'prediabetes', 'diabetes']);

function judge(text: string, figures: Partial<JudgedFigures>): GateResult {
  return judgeGates([parseGate(text, KEYS)], { metrics: {}, slices: [], ...figures })[0]!;
}

const slice = (title: string, metrics: Metrics, isSmall = false): SliceResult => ({
  by: {},
  title,
  rows: 100,
  metrics,
  intervals: {},
  isSmall,
});

function comparisonOf(differences: Metrics): Comparison {
  const difference = (value: number) => ({
    baseline: 0.5,
    difference: value,
    interval: [value, value] as const,
    verdict: 'better' as const,
  });
  return {
    ...MADE_UP_EVALUATION.baseline!,
    differences: Object.fromEntries(Object.entries(differences).map(([key, value]) => [key, difference(value)])),
  };
}

describe('judgeGates', () => {
  it('holds a metric against the threshold', () => {
    expect(judge('macro_f1>=0.46', { metrics: { macro_f1: 0.46 } })).toEqual({
      gate: 'macro_f1>=0.46',
      key: 'macro_f1',
      operator: '>=',
      threshold: 0.46,
      value: 0.46,
      passed: true,
    });
  });

  it('judges unrounded values, and as the operator says', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(value, fc.oneof(value, fc.constant(0.5)), (macro_f1, threshold) => {
        const passed = (operator: string): boolean =>
          judge(`macro_f1${operator}${threshold}`, { metrics: { macro_f1 } }).passed;
        expect([passed('>='), passed('>'), passed('<='), passed('<')]).toEqual([
          macro_f1 >= threshold,
          macro_f1 > threshold,
          macro_f1 <= threshold,
          macro_f1 < threshold,
        ]);
      }),
    );
    expect(judge('macro_f1>=0.46', { metrics: { macro_f1: 0.4599999 } }).passed).toBe(false);
  });

  it.each([undefined, NaN, Infinity, -Infinity])('never passes on %s', (value) => {
    const metrics = value === undefined ? ({} as Metrics) : { log_loss: value };
    for (const operator of ['>=', '>', '<=', '<']) {
      expect(judge(`log_loss${operator}0.5`, { metrics })).toMatchObject({
        value: null,
        passed: false,
        reason: 'log_loss is undefined for these rows',
      });
    }
  });

  it('takes the worst of the slices that are large enough, and names it', () => {
    const slices = [
      slice('women', { roc_auc_any: 0.83, log_loss: 0.4 }),
      slice('men', { roc_auc_any: 0.79, log_loss: 0.35 }),
      slice('one class only', { log_loss: 0.1 }),
      slice('few', { roc_auc_any: 0.5, log_loss: 0.9 }, true),
    ];
    expect(judge('worst_slice.roc_auc_any>=0.8', { slices })).toMatchObject({
      value: 0.79,
      passed: false,
      reason: 'the worst slice is men',
    });
    expect(judge('worst_slice.log_loss<=0.5', { slices })).toMatchObject({
      value: 0.4,
      passed: true,
      reason: 'the worst slice is women',
    });
  });

  it('says why there is no worst slice', () => {
    const reasonFor = (slices: readonly SliceResult[]) => judge('worst_slice.macro_f1>=0', { slices });
    expect(reasonFor([])).toMatchObject({ value: null, passed: false, reason: 'there are no slices' });
    expect(reasonFor([slice('few', { macro_f1: 1 }, true)])).toMatchObject({ reason: 'no slice is large enough' });
    expect(reasonFor([slice('all', { macro_f1: NaN })])).toMatchObject({
      value: null,
      reason: 'macro_f1 is undefined for every slice that is large enough',
    });
  });

  it('takes for a drop how much worse the model is, whichever way the metric counts', () => {
    const comparison = comparisonOf({ roc_auc_any: -0.01, log_loss: 0.02, macro_f1: 0.03, accuracy: 0 });
    const drop = (text: string) => judge(text, { comparison });
    expect(drop('max_drop.roc_auc_any<=0.005')).toMatchObject({ value: 0.01, passed: false });
    expect(drop('max_drop.log_loss<=0.02')).toMatchObject({ value: 0.02, passed: true });
    expect(drop('max_drop.macro_f1<=0')).toMatchObject({ value: -0.03, passed: true });
    expect(drop('max_drop.accuracy<=0')).toMatchObject({ value: 0, passed: true });
    expect(Object.is(drop('max_drop.accuracy<0').value, 0)).toBe(true);
  });

  it('passes a greatest drop just where the model is that much worse at most', () => {
    const amount = fc.double({ min: 0, max: 1, noNaN: true });
    const drops = fc.record({
      key: fc.constantFrom(...KEYS),
      isWorse: fc.boolean(),
      change: amount,
      most: amount,
    });
    fc.assert(
      fc.property(drops, ({ key, isWorse, change, most }) => {
        const isLower = ['log_loss', 'brier', 'ece_any', 'ece_any_uncalibrated'].includes(key);
        const difference = isLower === isWorse ? change : -change;
        const gate = parseMaxDrop(`${key}=${most}`, KEYS);
        const figures = { metrics: {}, slices: [], comparison: comparisonOf({ [key]: difference }) };
        expect(judgeGates([gate], figures)[0]!.passed).toBe(!isWorse || change <= most);
      }),
    );
  });

  it('says why there is no drop', () => {
    expect(judge('max_drop.macro_f1<=1', {})).toMatchObject({
      value: null,
      passed: false,
      reason: 'there is no baseline',
    });
    const comparison = comparisonOf({ log_loss: NaN });
    expect(judge('max_drop.log_loss<=1', { comparison })).toMatchObject({
      value: null,
      reason: 'log_loss is undefined for these rows',
    });
    expect(judge('max_drop.macro_f1<=1', { comparison, metrics: { macro_f1: 0.4 } })).toMatchObject({
      value: null,
      reason: 'macro_f1 is not compared with the baseline',
    });
  });

  it('keeps the order of the gates', () => {
    const gates = ['macro_f1>=0', 'accuracy>=0', 'macro_f1<=1'].map((text) => parseGate(text, KEYS));
    const results = judgeGates(gates, { metrics: { macro_f1: 0.4, accuracy: 0.8 }, slices: [] });
    expect(results.map(({ gate, value }) => [gate, value])).toEqual([
      ['macro_f1>=0', 0.4],
      ['accuracy>=0', 0.8],
      ['macro_f1<=1', 0.4],
    ]);
  });
});
