import { tidy, type ChartLayer } from './chart.ts';

/** A line among others. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** As CSS has it: one that follows the reader's light or dark. */
  readonly color: string;
  readonly dash?: readonly [number, number];
}

/** Lines in one picture with their names above it; they differ in colour and in dashes, so that grey paper will do. */
export function seriesLayer(series: readonly Series[], { x, y, hasPoints = false, hasLegend = true }: SeriesLook): ChartLayer {
  const names = series.map(({ name }) => name);
  const dashes = series.map(({ dash }) => [...(dash ?? [1, 0])]);
  const legend =
    series.length === 1 || !hasLegend
      ? null
      : ({ title: null, orient: 'top', symbolType: 'stroke', symbolSize: 200, symbolStrokeWidth: 2 } as const);
  return {
    data: {
      // The first is drawn last, on top of the others.
      values: series
        .toReversed()
        .flatMap(({ name, points }) => points.map((point) => ({ name, x: tidy(point.x), y: tidy(point.y) }))),
    },
    mark: { type: 'line', point: hasPoints && { size: 30 } },
    encoding: {
      x: { field: 'x', type: 'quantitative', ...x },
      y: { field: 'y', type: 'quantitative', ...y },
      color: {
        field: 'name',
        type: 'nominal',
        scale: { domain: names, range: series.map(({ color }) => color) },
        legend,
      },
      strokeDash: { field: 'name', type: 'nominal', scale: { domain: names, range: dashes }, legend },
    },
  };
}

interface SeriesLook {
  readonly x: object;
  readonly y: object;
  /** For few points, each of which can be seen. */
  readonly hasPoints?: boolean;
  /** Without one where the page says which line is which. */
  readonly hasLegend?: boolean;
}
