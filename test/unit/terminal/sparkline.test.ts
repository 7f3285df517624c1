import { describe, expect, it } from '@jest/globals';
import { renderSparkline } from '../../../src/terminal/sparkline.ts';

const binsOf = (...counts: number[]) => counts.map((rows) => ({ rows }));

describe('renderSparkline', () => {
  it.each([
    [[1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
    [[0, 1, 100_000], ' ▁█'],
    [[5], '█'],
    [[0, 0], '  '],
    [[], ''],
  ])('draws %j', (counts, line) => {
    expect(renderSparkline(binsOf(...counts), { unicode: true })).toBe(line);
  });

  it('draws shades in ASCII', () => {
    expect(renderSparkline(binsOf(0, 1, 4, 8), { unicode: false })).toBe(' .=#');
  });
});
