import type { Dataset } from '../dataset/dataset.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { PeerGroup } from './population.ts';
import { QUANTILE_TOTAL } from './standing.ts';

/** A group of fewer people says little of where a person stands. */
const LEAST_ROWS = 100;
/** Steps between the quantiles; an even number, so that the median is among them. */
const STEPS = 40;

/**
 * The predicted risk of everyone, and of each group of people who gave the same answers to some of the schema's `peers`.
 *
 * @param risks the probability of any class but the first, row by row
 */
export function findPeers({ columns }: Dataset, risks: Float64Array, schema: SurveySchema): readonly PeerGroup[] {
  const peers = schema.peers.map((name) => schema.indicators.findIndex((indicator) => indicator.name === name));
  const all = Array.from(risks, (_, row) => row);
  return subsetsOf(peers).flatMap((subset) =>
    splitBy(subset, all).flatMap(({ codes, rows }) => {
      if (rows.length < LEAST_ROWS) return [];
      const sorted = Float64Array.from(rows, (row) => risks[row]!).sort();
      const quantiles = Array.from({ length: STEPS + 1 }, (_, step) =>
        Math.round(QUANTILE_TOTAL * sorted[Math.round((step / STEPS) * (sorted.length - 1))]!),
      );
      return [{ codes, rows: rows.length, quantiles }];
    }),
  );

  function splitBy(subset: readonly number[], rows: readonly number[]): readonly Members[] {
    return subset.reduce<readonly Members[]>(
      (groups, place) => groups.flatMap((group) => splitGroup(group, place)),
      [{ codes: {}, rows }],
    );
  }

  function splitGroup({ codes, rows }: Members, place: number): readonly Members[] {
    const { name, levels } = schema.indicators[place]!;
    const column = columns[place]!;
    return levels.map(({ code }) => ({
      codes: { ...codes, [name]: code },
      rows: rows.filter((row) => column[row] === code),
    }));
  }
}

interface Members {
  readonly codes: Readonly<Record<string, number>>;
  readonly rows: readonly number[];
}

/** All subsets, the empty one first, each in the order given. */
function subsetsOf(places: readonly number[]): readonly (readonly number[])[] {
  return places.reduce<readonly (readonly number[])[]>(
    (subsets, place) => subsets.flatMap((subset) => [subset, [...subset, place]]),
    [[]],
  );
}
