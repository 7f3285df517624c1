import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { holds } from '../../../src/pipeline/evaluation/judge-gates.ts';
import type { GateResult, SliceResult } from '../../../src/pipeline/evaluation/result.ts';
import {
  describeAbsent,
  describeCalibration,
  describeComparison,
  describeDrift,
  describeGates,
  describeMcnemar,
  describeRows,
  describeUndefined,
  describeWorstSlice,
  formatGateValue,
  missingSteps,
  tellableSlices,
} from '../../../src/pipeline/workflows/evaluation-words.ts';
import { MADE_UP_EVALUATION as evaluation } from '../../helpers/made-up-evaluation.ts';

const { baseline, gates, slices, data } = evaluation;
const gateOf = (value: number | null, operator: GateResult['operator'], threshold: number): GateResult => ({
  gate: `macro_f1${operator}${threshold}`,
  key: 'macro_f1',
  operator,
  threshold,
  value,
  passed: value !== null && holds(value, { operator, threshold }),
});

describe('rows', () => {
  it('are those of a file, or the model’s own', () => {
    expect(describeRows(evaluation)).toBe('1,000 rows of /data/next-year.csv');
    expect(describeRows({ rows: 50_736, data: { ...data, source: 'test' } }, 'survey.csv')).toBe(
      'its own 50,736 test rows of survey.csv',
    );
    expect(describeRows({ rows: 1, data: { ...data, source: 'test', path: null } })).toBe(
      'its own 1 synthetic test row',
    );
  });

  it('may lack indicators, for one of two reasons', () => {
    expect(describeAbsent(data)).toBe('Unknown in every row: Fruits (not in the rows), Veggies (ignored).');
    expect(describeAbsent({ ...data, absent: [], ignored: [] })).toBeUndefined();
  });

  it('may leave metrics undefined, which is said once for each reason', () => {
    const undefinedMetrics = [
      { key: 'roc_auc_any', reason: 'there is one class only' },
      { key: 'roc_auc_prediabetes', reason: 'no row is of it' },
      { key: 'pr_auc_any', reason: 'there is one class only' },
    ];
    expect(describeUndefined({ ...evaluation, undefinedMetrics })).toEqual([
      'Undefined for these rows: ROC AUC, any; PR AUC, any (there is one class only).',
      'Undefined for these rows: ROC AUC, prediabetes (no row is of it).',
    ]);
    expect(describeUndefined(evaluation)).toEqual([]);
  });
});

describe('calibration', () => {
  it('is held against what chance would show', () => {
    const of = (ece_any: number) => describeCalibration({ ...evaluation, metrics: { ece_any } });
    expect(of(0.0056)).toMatch(/0\.0039 on average, and at most 0\.0056 .* this one is within that\.$/);
    expect(of(0.0057)).toMatch(/this one is above that\.$/);
    expect(describeCalibration({ ...evaluation, metrics: {} })).toBeUndefined();
  });
});

describe('the worst slice', () => {
  it('is told with its interval and beside all rows', () => {
    expect(describeWorstSlice({ ...evaluation, metrics: { roc_auc_any: 0.825 } })).toBe(
      'The worst of 2 slices is Sex male: ROC AUC, any 0.790 [0.760, 0.820]; all rows have 0.825, outside that interval.',
    );
    expect(describeWorstSlice({ ...evaluation, metrics: { roc_auc_any: 0.8 } })).toMatch(
      /0\.800, within that interval\.$/,
    );
    expect(describeWorstSlice({ ...evaluation, metrics: {} })).toMatch(/\[0\.760, 0\.820\]\.$/);
  });

  it('is not there where no slice is large enough, or none was asked for', () => {
    expect(describeWorstSlice({ ...evaluation, worstSlice: null })).toMatch(/^No slice is large enough/);
    expect(describeWorstSlice({ ...evaluation, slices: [] })).toBeUndefined();
  });

  it('comes first where there are many', () => {
    const titles = (all: readonly SliceResult[], key: string) => all.map(({ metrics }) => metrics[key]);
    const many = [3, 1, 2, 4].map((value) => ({ ...slices[0]!, metrics: { roc_auc_any: value, log_loss: value } }));
    const odd = [
      { ...slices[0]!, isSmall: true },
      { ...slices[0]!, metrics: {} },
    ];
    const limits = { most: 5, few: 2 };
    expect(titles(tellableSlices([...many, ...odd], { ...limits, key: 'roc_auc_any' }), 'roc_auc_any')).toEqual([1, 2]);
    expect(titles(tellableSlices([...many, ...odd], { ...limits, key: 'log_loss' }), 'log_loss')).toEqual([4, 3]);
    expect(tellableSlices(many, { ...limits, key: 'roc_auc_any' })).toBe(many);
  });
});

describe('the baseline', () => {
  it('is beaten, not beaten, or neither', () => {
    expect(describeComparison(baseline!)).toBe(
      'Better than the baseline, version efefefefefef, by log-loss: -0.0100 [-0.0120, -0.0080], less being better.',
    );
    expect(describeComparison({ ...baseline!, verdict: 'worse', differences: {} })).toBe(
      'Worse than the baseline, version efefefefefef, by log-loss.',
    );
    expect(describeComparison({ ...baseline!, verdict: 'not distinguishable' })).toMatch(/^Not distinguishable from/);
  });

  it('may be right for other rows', () => {
    const { mcnemar } = baseline!;
    expect(describeMcnemar(mcnemar)).toBe(
      'Of 71 rows that one of the two models alone predicts right, this one has 40 and the baseline 31: ' +
        "not distinguishable (McNemar's test, p = 0.34).",
    );
    expect(describeMcnemar({ ...mcnemar, pValue: 1e-9, verdict: 'worse' })).toMatch(
      /it is right less often \(McNemar's test, p < 0\.001\)\.$/,
    );
    expect(describeMcnemar({ onlyThis: 0, onlyBaseline: 0, pValue: 1, verdict: 'not distinguishable' })).toBe(
      'Both models predict the right class for the same rows.',
    );
  });
});

describe('gates', () => {
  it('end in one line', () => {
    const [met, missed] = gates;
    expect(describeGates([])).toBeUndefined();
    expect(describeGates([met!])).toBe('The gate passed');
    expect(describeGates([met!, met!])).toBe('Both gates passed');
    expect(describeGates(gates)).toBe('1 of 2 gates passed: worst_slice.roc_auc_any>=0.8 is not met');
    expect(describeGates([missed!, met!, missed!])).toMatch(/^1 of 3 gates passed: .*, .* are not met$/);
    expect(describeGates([missed!])).toMatch(/^0 of 1 gate passed/);
  });

  it('never show a value on the wrong side of the threshold', () => {
    expect(formatGateValue(gateOf(0.45999, '>=', 0.46))).toBe('0.45999');
    expect(formatGateValue(gateOf(0.46, '>=', 0.46))).toBe('0.4600');
    expect(formatGateValue(gateOf(0.123456, '>=', 0.5))).toBe('0.1235');
    expect(formatGateValue(gateOf(null, '>=', 0.46))).toBe('-');
    const number = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.constantFrom('>=', '>', '<=', '<'), (threshold, offset, operator) => {
        const gate = gateOf(threshold + offset / 1e6, operator, threshold);
        expect(holds(Number(formatGateValue(gate)), gate)).toBe(gate.passed);
      }),
    );
  });
});

describe('drift', () => {
  it('is counted', () => {
    const { indicators } = evaluation.drift!;
    expect(describeDrift({ indicators })).toBe('2 of 3 indicators have drifted from the training rows.');
    expect(describeDrift({ indicators: indicators.slice(1) })).toMatch(/^1 of 2 indicators has/);
    expect(describeDrift({ indicators: indicators.slice(2) })).toMatch(/^No indicator has drifted/);
  });
});

describe('missingSteps', () => {
  it.each([
    [21, [0, 4, 8, 12, 16, 20]],
    [6, [0, 1, 2, 3, 4, 5]],
    [3, [0, 1, 2]],
    [1, [0]],
    [0, []],
  ])('of %d are %j', (length, steps) => {
    const missing = Array.from({ length }, (_, unknown) => ({ unknown, metrics: {}, intervals: {} }));
    expect(missingSteps(missing).map(({ unknown }) => unknown)).toEqual(steps);
  });
});
