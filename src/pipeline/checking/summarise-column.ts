import type { Indicator } from '../schema/survey-schema.ts';
import { binPoints } from './column-bins.ts';
import type { ColumnFigures, ColumnSummary } from './data-check.ts';
import { describeColumn } from './describe-column.ts';
import type { ValuePoint, ValueTally } from './value-tally.ts';

/** What is known of a column besides its values. */
export interface ColumnFacts {
  readonly isPresent: boolean;
  readonly rows: number;
  /** Rows with a problem in this column. */
  readonly invalid: number;
  /** Rows whose cells could not be told apart. */
  readonly ragged: number;
}

/** Sums up a column whose values have been counted; cells with a problem were counted as unknown. */
export function summariseColumn(indicator: Indicator, tally: ValueTally, facts: ColumnFacts): ColumnSummary {
  const { name, label, type, unit } = indicator;
  const { isPresent, rows, invalid, ragged } = facts;
  const points = tally.points();
  const bins = binPoints(indicator, points);
  const figures = figuresOf(indicator, tally, points);
  const unknown = tally.unknown - invalid - ragged;
  return {
    name,
    title: label,
    type,
    ...(unit === undefined ? {} : { unit }),
    isPresent,
    known: rows - tally.unknown,
    unknown,
    invalid,
    unknownShare: unknown / rows,
    words: describeColumn(indicator, bins, figures),
    ...(figures === undefined ? {} : { figures }),
    bins,
  };
}

function figuresOf({ type }: Indicator, tally: ValueTally, points: readonly ValuePoint[]): ColumnFigures | undefined {
  if (type === 'binary' || type === 'nominal' || points.length === 0) return undefined;
  const quartiles = [0.25, 0.5, 0.75].map((share) => quantile(points, share)) as [number, number, number];
  return {
    minimum: points[0]!.least,
    maximum: Math.max(...points.map(({ greatest }) => greatest)),
    quartiles,
    isExact: points.every(({ least, greatest }) => least === greatest),
    ...(type === 'ordinal' ? {} : tally.moments()),
  };
}

/** The least value that at least this share of the rows does not exceed (Hyndman and Fan 1996, definition 1). */
function quantile(points: readonly ValuePoint[], share: number): number {
  const rows = points.reduce((sum, point) => sum + point.rows, 0);
  let passed = 0;
  for (const point of points) {
    passed += point.rows;
    if (passed >= share * rows) return (point.least + point.greatest) / 2;
  }
  return Number.NaN;
}
