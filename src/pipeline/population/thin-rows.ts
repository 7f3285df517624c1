import type { Column, Dataset } from '../dataset/dataset.ts';

/** Evenly chosen rows, `most` at most. */
export function thinRows({ rows, columns, labels }: Dataset, most: number): Dataset {
  return {
    rows: Math.ceil(rows / stepFor(rows, most)),
    columns: columns.map((column) => thinColumn(column, most)),
    labels: thinColumn(labels, most),
  };
}

/** The same rows of one column, in memory of their own where they are not all. */
export function thinColumn<Values extends Column | Float64Array>(values: Values, most: number): Values {
  const step = stepFor(values.length, most);
  if (step === 1) return values;
  const thinned = values.slice(0, Math.ceil(values.length / step)) as Values;
  for (let row = 0; row < thinned.length; row++) thinned[row] = values[row * step]!;
  return thinned;
}

function stepFor(rows: number, most: number): number {
  return Math.max(1, Math.ceil(rows / most));
}
