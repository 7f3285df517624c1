import { createRandom } from '../../foundation/random.ts';
import { anyProbability } from '../prediction/prediction.ts';
import { reliabilityBins } from './calibration-error.ts';
import type { LabelledPredictions } from './metrics.ts';
import { percentile } from './percentile.ts';
import { createRankingRoom, rankAny } from './ranking.ts';

/** How often labels are drawn. */
const DRAWS = 200;

/** The calibration error that chance alone leaves. */
export interface CalibrationFloor {
  readonly mean: number;
  /** The 95th percentile. */
  readonly high: number;
}

/**
 * What `ece_any` would be if the probabilities were exactly right: that of labels drawn from them, 200 times. A model
 * whose error is no greater cannot be told from a perfectly calibrated one.
 */
export function calibrationFloor(
  { probabilities, labels, classIds }: Pick<LabelledPredictions, 'probabilities' | 'labels' | 'classIds'>,
  seed: number,
): CalibrationFloor {
  const rows = labels.length;
  const classes = classIds.length;
  // The labels change no bin: each is a run of the sorted probabilities.
  const bins = reliabilityBins(rankAny({ probabilities, labels, classes }, createRankingRoom(rows)));
  const sorted = Float64Array.from(labels, (_, row) => anyProbability(probabilities, row * classes, classes)).sort();
  const limits = sorted.map((probability) => probability * 2 ** 32);
  const draws = new Uint32Array(rows);
  const random = createRandom(seed, 'calibration floor');
  const errors = Float64Array.from({ length: DRAWS }, () => {
    random.fill(draws);
    let start = 0;
    let gaps = 0;
    for (const bin of bins) {
      const end = start + bin.rows;
      let positives = 0;
      for (let i = start; i < end; i++) if (draws[i]! < limits[i]!) positives++;
      gaps += Math.abs(positives - bin.predicted * bin.rows);
      start = end;
    }
    return gaps / rows;
  }).sort();
  return { mean: errors.reduce((sum, error) => sum + error, 0) / DRAWS, high: percentile(errors, 0.95) };
}
