import { describe, expect, it } from '@jest/globals';
import { renderSeries, renderSparkline } from '../../../src/terminal/sparkline.ts';

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

describe('renderSeries', () => {
  it.each([
    [[1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
    [[0.6, 0.5], '█▁'],
    [[-1, 0, 1], '▁▅█'],
    [[7], '▁'],
    [[3, 3], '▁▁'],
    [[], ''],
  ])('draws %j', (values, line) => {
    expect(renderSeries(values, { unicode: true })).toBe(line);
  });

  it('thins out a long series, and keeps its ends', () => {
    const line = renderSeries(
      Array.from({ length: 1000 }, (_, i) => i),
      { unicode: true },
    );
    expect(line).toMatch(/^▁.{38}█$/);
  });

  it('draws shades in ASCII', () => {
    expect(renderSeries([0, 7], { unicode: false })).toBe('.#');
  });
});
