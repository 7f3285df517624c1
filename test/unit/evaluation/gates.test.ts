import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { parseGate, parseMaxDrop, requirementsOf, type Gate } from '../../../src/pipeline/evaluation/gates.ts';
import { metricKeys } from '../../../src/pipeline/evaluation/metric-keys.ts';

const KEYS = metricKeys(['none', 'prediabetes', 'diabetes']);

function refusalOf(parse: () => Gate): DiabetesError {
  try {
    parse();
  } catch (error) {
    if (error instanceof DiabetesError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseGate', () => {
  it.each<[text: string, gate: Gate]>([
    ['macro_f1>=0.46', { gate: 'macro_f1>=0.46', key: 'macro_f1', operator: '>=', threshold: 0.46 }],
    [' recall_diabetes > .6 ', { gate: 'recall_diabetes>.6', key: 'recall_diabetes', operator: '>', threshold: 0.6 }],
    ['ece_any<=1e-2', { gate: 'ece_any<=1e-2', key: 'ece_any', operator: '<=', threshold: 0.01 }],
    ['quadratic_kappa<-0.1', { gate: 'quadratic_kappa<-0.1', key: 'quadratic_kappa', operator: '<', threshold: -0.1 }],
    [
      'worst_slice.roc_auc_any\n>= 0.7',
      { gate: 'worst_slice.roc_auc_any>=0.7', key: 'worst_slice.roc_auc_any', operator: '>=', threshold: 0.7 },
    ],
    [
      'max_drop.log_loss<0.01',
      { gate: 'max_drop.log_loss<0.01', key: 'max_drop.log_loss', operator: '<', threshold: 0.01 },
    ],
  ])('reads %j', (text, gate) => {
    expect(parseGate(text, KEYS)).toEqual(gate);
  });

  it('reads what it has written, and whatever spaces stand where', () => {
    const space = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });
    const selector = fc.constantFrom('', 'worst_slice.');
    const parts = fc.record({
      key: fc.tuple(selector, fc.constantFrom(...KEYS)).map(([prefix, key]) => prefix + key),
      operator: fc.constantFrom('>=', '>', '<=', '<'),
      threshold: fc.double({ noNaN: true, noDefaultInfinity: true }),
      spaces: fc.tuple(space, space, space, space),
    });
    fc.assert(
      fc.property(parts, ({ key, operator, threshold, spaces: [a, b, c, d] }) => {
        const gate = parseGate(`${a}${key}${b}${operator}${c}${threshold}${d}`, KEYS);
        expect(gate).toEqual({ gate: `${key}${operator}${threshold}`, key, operator, threshold: threshold + 0 });
        expect(parseGate(gate.gate, KEYS)).toEqual(gate);
      }),
    );
  });

  it('reads or refuses any text, with a hint', () => {
    const piece = fc.oneof(
      fc.constantFrom('macro_f1', '>=', '<', '=', ' ', '0.4', 'e', '.', 'max_drop.', '\n', '≤'),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        try {
          const { key, threshold } = parseGate(pieces.join(''), KEYS);
          expect(KEYS).toContain(key.replace('max_drop.', ''));
          expect(Number.isFinite(threshold)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'USAGE', hint: expect.stringMatching(/\.$/) });
        }
      }),
    );
  });

  it.each([
    ['macro_f1', 'the gate "macro_f1" has no operator'],
    ['macro_f1 0.46', 'the gate "macro_f1 0.46" has no operator'],
    ['', 'the gate "" has no operator'],
    ['macro_f1=0.46', 'the gate "macro_f1=0.46" compares with =, which is none of >= > <= <'],
    ['macro_f1==0.46', 'the gate "macro_f1==0.46" compares with ==, which is none of >= > <= <'],
    ['macro_f1=>0.46', 'the gate "macro_f1=>0.46" compares with =>, which is none of >= > <= <'],
    ['macro_f1≥0.46', 'the gate "macro_f1≥0.46" compares with ≥, which is none of >= > <= <'],
    ['>=0.46', 'the gate ">=0.46" has no metric before >='],
    ['macro_f1>=', 'the gate "macro_f1>=" has no number after >='],
    ['macro_f1>=high', 'the gate "macro_f1>=high" has "high" after >=, which is no finite number'],
    ['macro_f1>=46%', 'the gate "macro_f1>=46%" has "46%" after >=, which is no finite number'],
    ['macro_f1>=NaN', 'the gate "macro_f1>=NaN" has "NaN" after >=, which is no finite number'],
    ['macro_f1>=1e999', 'the gate "macro_f1>=1e999" has "1e999" after >=, which is no finite number'],
    ['macro_f1>=0x1', 'the gate "macro_f1>=0x1" has "0x1" after >=, which is no finite number'],
    ['0.4<macro_f1<0.6', 'the gate "0.4<macro_f1<0.6" has "macro_f1<0.6" after <, which is no finite number'],
  ])('refuses %j and says how to write a gate', (text, message) => {
    const error = refusalOf(() => parseGate(text, KEYS));
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2, message });
    expect(error.hint).toContain("'macro_f1>=0.46'");
  });

  it('tells whom a shell took the comparison from', () => {
    expect(refusalOf(() => parseGate('macro_f1', KEYS)).hint).toContain('a shell takes > and <');
  });

  it.each([
    ['macro_f2>=0.4', '"macro_f2", which is no metric; did you mean macro_f1?'],
    ['recall_diabtes>=0.4', '"recall_diabtes", which is no metric; did you mean recall_diabetes?'],
    ['worst_slice.roc_auc>=0.7', '"worst_slice.roc_auc", which is no metric; did you mean worst_slice.roc_auc_any?'],
    ['max_drop.logloss<=0.7', '"max_drop.logloss", which is no metric; did you mean max_drop.log_loss?'],
    [
      'worst_slice.max_drop.log_loss<=1',
      '"worst_slice.max_drop.log_loss", which is no metric; did you mean worst_slice.log_loss?',
    ],
    ['toString>=1', '"toString", which is no metric'],
  ])('refuses the unknown metric of %j and lists those that are known', (text, end) => {
    const error = refusalOf(() => parseGate(text, KEYS));
    expect(error.message).toBe(`the gate ${JSON.stringify(text)} is about ${end}`);
    expect(error.hint).toBe(
      `The metrics are ${KEYS.join(', ')}; each of them also as worst_slice.METRIC and max_drop.METRIC.`,
    );
  });

  it('limits a drop from above, by no less than 0', () => {
    expect(refusalOf(() => parseGate('max_drop.macro_f1>=0.01', KEYS)).message).toContain('limited with <= or <');
    expect(refusalOf(() => parseGate('max_drop.macro_f1<=-0.01', KEYS)).message).toContain(
      '-0.01, which is less than 0',
    );
    expect(refusalOf(() => parseGate('max_drop.macro_f1>0', KEYS)).hint).toContain("'max_drop.roc_auc_any<=0.005'");
    expect(parseGate('max_drop.macro_f1<=0', KEYS).threshold).toBe(0);
  });
});

describe('parseMaxDrop', () => {
  it('is a gate on a drop', () => {
    const gate = parseMaxDrop(' roc_auc_any = 0.005', KEYS);
    expect(gate).toEqual({
      gate: 'max_drop.roc_auc_any<=0.005',
      key: 'max_drop.roc_auc_any',
      operator: '<=',
      threshold: 0.005,
    });
    expect(parseGate(gate.gate, KEYS)).toEqual(gate);
  });

  it.each([
    ['roc_auc_any', 'the greatest drop "roc_auc_any" is not of the form METRIC=NUMBER'],
    ['roc_auc_any<=0.1', 'the greatest drop "roc_auc_any<=0.1" is not of the form METRIC=NUMBER'],
    ['=0.1', 'the greatest drop "=0.1" is not of the form METRIC=NUMBER'],
    ['roc_auc_any=', 'the greatest drop "roc_auc_any=" has no number after ='],
    ['roc_auc_any=little', 'the greatest drop "roc_auc_any=little" has "little" after =, which is no finite number'],
    ['roc_auc_any=-0.1', 'the greatest drop "roc_auc_any=-0.1" limits a drop to -0.1, which is less than 0'],
    [
      'roc_auc_all=0.1',
      'the greatest drop "roc_auc_all=0.1" is about "roc_auc_all", which is no metric; did you mean roc_auc_any?',
    ],
  ])('refuses %j', (text, message) => {
    const error = refusalOf(() => parseMaxDrop(text, KEYS));
    expect(error).toMatchObject({ code: 'USAGE', message });
    expect(error.hint).toMatch(/roc_auc_any/);
  });
});

describe('requirementsOf', () => {
  it.each([
    [[], { slices: false, baseline: false }],
    [['macro_f1>=0.1'], { slices: false, baseline: false }],
    [['macro_f1>=0.1', 'worst_slice.macro_f1>=0.1'], { slices: true, baseline: false }],
    [['max_drop.macro_f1<=0.1'], { slices: false, baseline: true }],
  ])('of %j', (gates, requirements) => {
    expect(requirementsOf(gates.map((text) => parseGate(text, KEYS)))).toEqual(requirements);
  });
});
