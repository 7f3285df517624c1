import { describe, expect, it } from '@jest/globals';
import type { PeerGroup } from '../../../src/pipeline/population/population.ts';
import { standingAmong } from '../../../src/pipeline/population/standing.ts';
import { SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const GROUPS: readonly PeerGroup[] = [
  { codes: {}, rows: 1000, quantiles: [0, 1000, 2000, 4000, 10_000] },
  { codes: { Sex: 1 }, rows: 500, quantiles: [0, 500, 500, 500, 9000] },
  { codes: { Sex: 1, Age: 9 }, rows: 120, quantiles: [3000, 3100, 3200, 3300, 3400] },
];

describe('standingAmong', () => {
  const answers = (given: Readonly<Record<string, number>>) =>
    SHIPPED_SCHEMA.indicators.map(({ name }) => given[name] ?? NaN);
  const standing = (given: Readonly<Record<string, number>>, anyProbability: number) =>
    standingAmong(GROUPS, { values: answers(given), anyProbability }, SHIPPED_SCHEMA);

  it('interpolates between the quantiles', () => {
    expect(standing({}, 0.15)).toEqual({ peers: {}, people: 1000, percentile: 37.5, median: 0.2 });
    expect(standing({}, 0.2)!.percentile).toBe(50);
    expect(standing({}, 0.7)!.percentile).toBe(87.5);
  });

  it('stays between 0 and 100', () => {
    expect(standing({ Sex: 1, Age: 9 }, 0.01)!.percentile).toBe(0);
    expect(standing({ Sex: 1, Age: 9 }, 0.99)!.percentile).toBe(100);
  });

  it('counts half of those with the same risk', () => {
    expect(standing({ Sex: 1 }, 0.05)!.percentile).toBe(50);
    expect(standing({ Sex: 1 }, 0.0501)!.percentile).toBe(75);
  });

  it('takes the closest peers that there are', () => {
    expect(standing({ Sex: 1, Age: 9 }, 0.3)!.peers).toEqual({ Sex: 1, Age: 9 });
    expect(standing({ Sex: 1, Age: 3 }, 0.3)!.peers).toEqual({ Sex: 1 });
    expect(standing({ Age: 9 }, 0.3)!.peers).toEqual({});
  });

  it('is undefined where there are none', () => {
    expect(standingAmong([], { values: answers({}), anyProbability: 0.5 }, SHIPPED_SCHEMA)).toBeUndefined();
  });
});
