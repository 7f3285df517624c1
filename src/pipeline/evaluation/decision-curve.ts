import type { LabelledPredictions } from './metrics.ts';
import { createRankingRoom, rankAny } from './ranking.ts';
import type { DecisionPoint } from './result.ts';

/**
 * The net benefit of treating those whose probability of any class but the first is at least a threshold, and of treating
 * everyone: the share of true positives less that of false positives times the threshold's odds (Vickers and Elkin 2006,
 * https://doi.org/10.1177/0272989X06295361). The thresholds are .01 to .99 in steps of .01, as long as someone is above.
 */
export function decisionCurve(
  { probabilities, labels, classIds }: Pick<LabelledPredictions, 'probabilities' | 'labels' | 'classIds'>,
  room = createRankingRoom(labels.length),
): readonly DecisionPoint[] {
  const ranking = rankAny({ probabilities, labels, classes: classIds.length }, room);
  const { scores, truePositives, falsePositives, positives, negatives } = ranking;
  const points: DecisionPoint[] = [];
  let last = scores.length - 1;
  for (let percent = 1; percent < 100; percent++) {
    const threshold = percent / 100;
    while (last >= 0 && scores[last]! < threshold) last--;
    if (last < 0) break;
    const odds = threshold / (1 - threshold);
    const benefit = (found: number, wrong: number): number => (found - wrong * odds) / labels.length;
    points.push({
      threshold,
      model: benefit(truePositives[last]!, falsePositives[last]!),
      everyone: benefit(positives, negatives),
    });
  }
  return points;
}
