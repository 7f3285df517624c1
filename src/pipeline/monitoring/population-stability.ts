import type { ReferenceProfile } from '../bundle/profile.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { tallyOf } from '../dataset/tally.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { countBins, type BinCounts } from './bin-counts.ts';
import type { Drift, IndicatorDrift } from './drift.ts';

/** The rows that are compared with the training rows. */
export interface ComparedRows {
  readonly schema: SurveySchema;
  readonly dataset: Dataset;
  /** Indicators that the rows come without: it is known that they are unknown, and says nothing about people. */
  readonly absent: readonly string[];
}

/**
 * Compares answers with those that a model was trained on, indicator by indicator; those that are absent, or that the
 * profile does not have, are left out. At least one row.
 */
export function compareWithProfile(profile: ReferenceProfile, { schema, dataset, absent }: ComparedRows): Drift {
  const indicators = schema.indicators.flatMap((indicator, i): readonly IndicatorDrift[] => {
    const then = profile.indicators[indicator.name];
    if (then === undefined || absent.includes(indicator.name)) return [];
    const tally = tallyOf(dataset.columns[i]!);
    const counts = countBins(indicator, then, tally);
    return [
      {
        indicator: indicator.name,
        psi: stabilityIndex(counts),
        level: levelOf(counts),
        unknownThen: then.unknown / profile.rows,
        unknownNow: tally.unknown / dataset.rows,
      },
    ];
  });
  return { indicators: indicators.sort((a, b) => b.psi - a.psi) };
}

/**
 * The population stability index: the sum over the bins of (p - q) ln(p / q), Jeffreys' divergence of the shares p then and
 * q now (Kullback and Leibler 1951, https://doi.org/10.1214/aoms/1177729694). It stays finite because a bin that is empty
 * on one side counts half a row there: zeros are replaced by a part of the least amount that could have been seen
 * (Martín-Fernández, Barceló-Vidal and Pawlowsky-Glahn 2003, https://doi.org/10.1023/A:1023866030544).
 */
export function stabilityIndex({ then, now }: BinCounts): number {
  const [rowsThen, rowsNow] = [sum(then), sum(now)];
  let index = 0;
  for (let bin = 0; bin < then.length; bin++) {
    if (then[bin] === 0 && now[bin] === 0) continue;
    const p = Math.max(0.5, then[bin]!) / rowsThen;
    const q = Math.max(0.5, now[bin]!) / rowsNow;
    index += (p - q) * Math.log(p / q);
  }
  return index;
}

/** The usual marks (Siddiqi 2006, Credit Risk Scorecards), which few rows reach by chance alone. */
function levelOf(counts: BinCounts): IndicatorDrift['level'] {
  const index = stabilityIndex(counts);
  if (index < 0.1 || index <= highestByChance(counts)) return 'stable';
  return index < 0.25 ? 'moderate' : 'large';
}

/**
 * The index that 95 of 100 samples of the same people stay below: it is distributed as (1/n + 1/m) times chi-square with
 * one degree of freedom less than there are bins (Yurdakul 2018, https://scholarworks.wmich.edu/dissertations/3208), whose
 * quantile is Wilson and Hilferty's (1931, https://doi.org/10.1073/pnas.17.12.684).
 */
function highestByChance({ then, now }: BinCounts): number {
  const degrees = then.filter((count, bin) => count + now[bin]! > 0).length - 1;
  if (degrees < 1) return 0;
  const spread = 2 / (9 * degrees);
  const quantile = degrees * (1 - spread + 1.6449 * Math.sqrt(spread)) ** 3;
  return quantile * (1 / sum(then) + 1 / sum(now));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
