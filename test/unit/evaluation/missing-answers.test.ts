import { describe, expect, it } from '@jest/globals';
import { computeMetrics } from '../../../src/pipeline/evaluation/metrics.ts';
import { createMissingAnswers } from '../../../src/pipeline/evaluation/missing-answers.ts';
import { createVariantMeasurer } from '../../../src/pipeline/evaluation/variant-measurer.ts';
import type { InspectedRows } from '../../../src/pipeline/evaluation/variants.ts';
import type { Predictor } from '../../../src/pipeline/prediction/predictor.ts';
import { inspectedRows } from './inspected-rows.ts';

const ROWS = inspectedRows(1000);
const WIDTH = ROWS.predictor.spec.schema.indicators.length;

const missingOf = (rows: InspectedRows, seed = 7) =>
  createMissingAnswers(rows, { seed, measure: createVariantMeasurer(rows.labels, { seed, resamples: 40 }) });

/** The answers with which each row that is predicted again is predicted. */
function answersSeen(unknown: number): Float32Array {
  const batches: Float32Array[] = [];
  const spy: Predictor = {
    ...ROWS.predictor,
    predictBatch: (batch, out) => {
      batches.push(batch.slice());
      ROWS.predictor.predictBatch(batch, out);
    },
  };
  missingOf({ ...ROWS, predictor: spy })(unknown);
  return Float32Array.from(batches.flatMap((batch) => [...batch]));
}

const unknownOf = (answers: Float32Array): number => answers.filter((answer) => Number.isNaN(answer)).length;

const person = (values: Float32Array, row: number): Float32Array => values.subarray(row * WIDTH, (row + 1) * WIDTH);

/** How many answers of each row are unknown as it is. */
const unknownCounts = Array.from(ROWS.labels, (_, row) => unknownOf(person(ROWS.values, row)));

describe('createMissingAnswers', () => {
  const missing = missingOf(ROWS);
  const all = Array.from({ length: WIDTH + 1 }, (_, unknown) => missing(unknown));

  it('says of none what the metrics say', () => {
    const { probabilities, labels } = ROWS;
    const predicted = new Uint8Array(labels.length);
    const { metrics } = computeMetrics({ probabilities, labels, predicted, classIds: ['a', 'b', 'c'] });
    for (const key of ['roc_auc_any', 'log_loss', 'ece_any']) {
      expect(Math.abs(all[0]!.metrics[key]! - metrics[key]!)).toBeLessThan(1e-12);
    }
  });

  it('counts the answers that are unknown as it is', () => {
    // Every row's answer to indicator 7 is unknown, and others are besides.
    expect(all[1]).toEqual({ ...all[0], unknown: 1 });
    expect(all[2]!.metrics).not.toEqual(all[1]!.metrics);
    const known = Array.from(ROWS.labels, (_, row) => person(ROWS.values, row)).filter(
      (_, row) => unknownCounts[row]! < 4,
    );
    const seen = answersSeen(4);
    expect(seen.length).toBe(known.length * WIDTH);
    known.forEach((answers, i) => {
      const hidden = person(seen, i);
      expect(unknownOf(hidden)).toBe(4);
      expect(hidden.every((answer, j) => Number.isNaN(answer) || answer === answers[j])).toBe(true);
    });
  });

  it('hides other answers of other people, each as often', () => {
    const seen = answersSeen(5);
    const counts = new Array<number>(WIDTH).fill(0);
    const complete = unknownCounts.filter((count) => count < 5).flatMap((count, i) => (count === 1 ? [i] : []));
    for (const i of complete) person(seen, i).forEach((answer, j) => (counts[j]! += Number(Number.isNaN(answer))));
    const rows = complete.length;
    expect(rows).toBeGreaterThan(150);
    expect(counts[7]).toBe(rows);
    counts.splice(7, 1);
    // Four of the other eight are unknown; the standard error of a share is 0.04.
    for (const count of counts) expect(Math.abs(count / rows - 0.5)).toBeLessThan(0.15);
  });

  it('keeps what was hidden hidden with one more', () => {
    const row = unknownCounts.lastIndexOf(1);
    // Rows that have as many unknown answers as it is are not predicted again.
    const hiddenOf = (unknown: number): Float32Array =>
      person(answersSeen(unknown), unknownCounts.slice(0, row).filter((count) => count < unknown).length);
    for (const unknown of [3, 5]) {
      const [fewer, more] = [hiddenOf(unknown), hiddenOf(unknown + 1)];
      expect(more.every((answer, i) => Number.isNaN(answer) || answer === fewer[i])).toBe(true);
      expect([unknownOf(fewer), unknownOf(more)]).toEqual([unknown, unknown + 1]);
    }
  });

  it('knows nobody from anybody when all answers are unknown', () => {
    expect(all[WIDTH]!.metrics.roc_auc_any).toBe(0.5);
    expect(all[WIDTH]!.intervals.roc_auc_any).toEqual([0.5, 0.5]);
  });

  it('falls with the number of unknown answers', () => {
    const [few, some, many] = [1, 4, 7].map((unknown) => all[unknown]!);
    expect(few!.metrics.roc_auc_any).toBeGreaterThan(some!.metrics.roc_auc_any! + 0.02);
    expect(some!.metrics.roc_auc_any).toBeGreaterThan(many!.metrics.roc_auc_any! + 0.02);
    expect(few!.intervals.roc_auc_any![0]).toBeGreaterThan(many!.intervals.roc_auc_any![1]);
    expect(few!.intervals.log_loss![1]).toBeLessThan(many!.intervals.log_loss![0]);
  });

  it('is the same in any order, and another for another seed', () => {
    const again = missingOf(ROWS);
    for (let unknown = WIDTH; unknown >= 0; unknown--) expect(again(unknown)).toEqual(all[unknown]);
    expect(missingOf(ROWS, 8)(4).metrics).not.toEqual(all[4]!.metrics);
  });

  it('leaves the rows as they were', () => {
    const { values, probabilities } = inspectedRows(1000);
    expect(ROWS.values).toEqual(values);
    expect(ROWS.probabilities).toEqual(probabilities);
  });
});
