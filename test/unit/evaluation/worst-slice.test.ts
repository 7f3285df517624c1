import { describe, expect, it } from '@jest/globals';
import type { SliceResult } from '../../../src/pipeline/evaluation/result.ts';
import { isSmallSlice, worstSlice } from '../../../src/pipeline/evaluation/worst-slice.ts';

function slice(code: number, metrics: SliceResult['metrics'], isSmall = false): SliceResult {
  return { by: { Sex: code }, title: `Sex ${code}`, rows: 500, metrics, intervals: {}, isSmall };
}

describe('isSmallSlice', () => {
  const small = (rows: number, positives: number) => {
    // The slice is the rows with odd numbers.
    const labels = Uint8Array.from({ length: 2 * rows }, (_, row) => (row % 2 === 1 && row < 2 * positives ? 2 : 0));
    return isSmallSlice(
      Uint32Array.from({ length: rows }, (_, i) => 2 * i + 1),
      labels,
    );
  };

  it('is one of fewer than 100 rows', () => {
    expect(small(99, 40)).toBe(true);
    expect(small(100, 40)).toBe(false);
  });

  it('is one with fewer than 10 rows that are, or are not, of any class but the first', () => {
    expect([small(200, 9), small(200, 10), small(200, 190), small(200, 191)]).toEqual([true, false, false, true]);
  });
});

describe('worstSlice', () => {
  it('has the least of a metric of which more is better, and the most of one of which less is', () => {
    const slices = [slice(0, { roc_auc_any: 0.8, log_loss: 0.3 }), slice(1, { roc_auc_any: 0.7, log_loss: 0.2 })];
    expect(worstSlice(slices, 'roc_auc_any')).toEqual({
      key: 'roc_auc_any',
      title: 'Sex 1',
      by: { Sex: 1 },
      value: 0.7,
    });
    expect(worstSlice(slices, 'log_loss')).toMatchObject({ title: 'Sex 0', value: 0.3 });
  });

  it('is never a small one, nor one without the metric', () => {
    const slices = [slice(0, { roc_auc_any: 0.1 }, true), slice(1, {}), slice(2, { roc_auc_any: 0.9 })];
    expect(worstSlice(slices, 'roc_auc_any')).toMatchObject({ title: 'Sex 2' });
    expect(worstSlice(slices.slice(0, 2), 'roc_auc_any')).toBeNull();
  });
});
