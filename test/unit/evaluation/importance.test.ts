import { describe, expect, it } from '@jest/globals';
import { createImportance } from '../../../src/pipeline/evaluation/importance.ts';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';
import { createVariantMeasurer } from '../../../src/pipeline/evaluation/variant-measurer.ts';
import type { InspectedRows } from '../../../src/pipeline/evaluation/variants.ts';
import { createPredictor, type Predictor } from '../../../src/pipeline/prediction/predictor.ts';
import { madeUpModel } from '../prediction/made-up-model.ts';
import { askAbout, inspectedRows, LOUD, SILENT } from './inspected-rows.ts';

const ROWS = inspectedRows(800);
const INDICATORS = ROWS.predictor.spec.schema.indicators;

const importanceOf = (rows: InspectedRows, { seed = 7, resamples = 40 } = {}) =>
  createImportance(rows, { seed, measure: createVariantMeasurer(rows.labels, { seed, resamples }) });

describe('createImportance', () => {
  const importance = importanceOf(ROWS);
  const all = INDICATORS.map((_, i) => importance(i));

  it('gives exactly 0 to indicators that the model does not look at, that have one answer, or none', () => {
    for (const indicator of [SILENT, 3, 7]) {
      expect(all[indicator]).toEqual({
        indicator: INDICATORS[indicator]!.name,
        drop: { roc_auc_any: 0, log_loss: 0 },
        intervals: { roc_auc_any: [0, 0], log_loss: [0, 0] },
      });
    }
  });

  it('finds what the model looks at most', () => {
    const { drop, intervals } = all[LOUD]!;
    for (const other of all.filter((_, i) => i !== LOUD)) {
      expect(drop.roc_auc_any).toBeGreaterThan(other.drop.roc_auc_any!);
      expect(drop.log_loss).toBeGreaterThan(other.drop.log_loss!);
    }
    for (const key of ['roc_auc_any', 'log_loss']) {
      expect(intervals[key]![0]).toBeGreaterThan(0);
      expect(intervals[key]![0]).toBeLessThan(drop[key]!);
      expect(intervals[key]![1]).toBeGreaterThan(drop[key]!);
    }
  });

  it('is the same in any order and of any caller, and another for another seed', () => {
    const again = importanceOf(ROWS);
    for (let i = INDICATORS.length - 1; i >= 0; i--) expect(again(i)).toEqual(all[i]);
    expect(importanceOf(ROWS, { seed: 8 })(LOUD).drop).not.toEqual(all[LOUD]!.drop);
  });

  it('measures predictions in which the same answers stand in other rows', () => {
    const { predictor, values, labels, probabilities } = ROWS;
    const seen: number[] = [];
    const spy: Predictor = {
      ...predictor,
      predictBatch: (batch, out) => {
        for (let at = LOUD; at < batch.length; at += INDICATORS.length) seen.push(batch[at]!);
        predictor.predictBatch(batch, out);
      },
    };
    const { drop } = importanceOf({ ...ROWS, predictor: spy })(LOUD);

    // The answers of the rows that were not predicted again are those that are left.
    const column = Array.from(labels, (_, row) => values[row * INDICATORS.length + LOUD]!);
    const left = new Map<number, number>();
    for (const answer of column) left.set(answer, (left.get(answer) ?? 0) + 1);
    for (const answer of seen) left.set(answer, left.get(answer)! - 1);
    expect(seen.length).toBeGreaterThan(labels.length / 2);
    expect(seen.length).toBeLessThan(labels.length);
    expect([...left.values()].every((count) => count >= 0)).toBe(true);

    const before = computeMetrics({
      probabilities,
      labels,
      predicted: new Uint8Array(labels.length),
      classIds: ['a', 'b', 'c'],
    });
    expect(drop.roc_auc_any).toBeLessThan(before.metrics.roc_auc_any! - 0.4);
    expect(before.metrics.roc_auc_any! - drop.roc_auc_any!).toBeGreaterThan(0.45);
  });

  it('leaves the rows as they were', () => {
    const { values, probabilities } = inspectedRows(800);
    expect(ROWS.values).toEqual(values);
    expect(ROWS.probabilities).toEqual(probabilities);
  });

  it('has no ROC AUC where all rows are of one class', () => {
    const { drop, intervals } = importanceOf({ ...ROWS, labels: new Uint8Array(ROWS.labels.length) })(LOUD);
    expect(Object.keys(drop)).toEqual(['log_loss']);
    expect(Object.keys(intervals)).toEqual(['log_loss']);
  });

  it('takes a single row', () => {
    const { spec, weights } = madeUpModel([]);
    const rows = askAbout(createPredictor(spec, weights), new Float32Array(spec.schema.indicators.length).fill(1));
    expect(importanceOf(rows)(0)).toEqual({ indicator: 'I0', drop: { log_loss: 0 }, intervals: { log_loss: [0, 0] } });
  });
});
