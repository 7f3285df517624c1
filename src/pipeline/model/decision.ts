import type { DecisionObjective } from '../params.ts';
import type { DecisionPolicy } from './model.ts';
import { ascendingOrder, createOrderRoom, type OrderRoom } from './ordering.ts';

/** Probabilities and what was true: the rows on which a policy is chosen. */
export interface LabelledProbabilities {
  /** rows x classes */
  readonly probabilities: Float64Array;
  /** The class of each row. */
  readonly labels: Uint8Array;
  readonly classes: number;
}

/** The class with the greatest weight x probability, the first of equals; the row begins at `offset`. */
export function decideClass(weights: readonly number[], probabilities: Float64Array, offset: number): number {
  let best = 0;
  for (let i = 1; i < weights.length; i++) {
    if (weights[i]! * probabilities[offset + i]! > weights[best]! * probabilities[offset + best]!) best = i;
  }
  return best;
}

/** What class weights are chosen for. */
export interface DecisionGoal {
  readonly objective: DecisionObjective;
  /** For the objective `sensitivity`: the share of people with any but the first class who must be found. */
  readonly sensitivity: number;
}

/** Memory in which weights are searched for, for so many rows: made once, used by one search after the other. */
export interface DecisionRoom {
  readonly thresholds: Float64Array;
  readonly rivals: Uint8Array;
  readonly order: OrderRoom;
}

/** Room for searches over so many rows. */
export function createDecisionRoom(rows: number): DecisionRoom {
  return { thresholds: new Float64Array(rows), rivals: new Uint8Array(rows), order: createOrderRoom(rows) };
}

/**
 * The decision policy for a goal, with weights of three significant digits, the first class's 1.
 *
 * - `probability`: all weights are 1.
 * - `macro_f1`: the greatest macro F1 that is to be expected of such rows, found by coordinate ascent from several starts;
 *   each step is exact, since only the rows' own thresholds matter. Expected means that a row counts for each class with
 *   its probability and not for one with its label: what is chosen then follows the rows and not the luck of the few
 *   labels of a rare class. The probabilities are scaled to the labels' count of each class.
 * - `sensitivity`: one weight for all other classes, the least that finds the wanted share of them.
 */
export function chooseDecisionWeights(
  data: LabelledProbabilities,
  goal: DecisionGoal,
  room = createDecisionRoom(data.labels.length),
): DecisionPolicy {
  const { objective } = goal;
  const ones = new Array<number>(data.classes).fill(1);
  if (objective === 'probability') return { objective, weights: ones };
  if (objective === 'sensitivity') {
    const weight = weightForSensitivity(data, goal.sensitivity);
    return { objective, weights: ones.map((one, k) => (k === 0 ? one : weight)) };
  }
  const expected: ExpectedRows = { ...data, ...room, counts: countLabels(data), scales: scalesOf(data) };
  let best: Candidate = { weights: ones, macroF1: -1 };
  for (const start of startsFor(expected)) {
    const found = ascend(expected, start);
    if (found.macroF1 > best.macroF1) best = found;
  }
  return { objective, weights: best.weights };
}

/** The macro F1 that weights reach on some rows. */
export function macroF1With(
  weights: readonly number[],
  { probabilities, labels, classes }: LabelledProbabilities,
): number {
  const correct = new Float64Array(classes);
  const mentions = new Float64Array(classes);
  for (let row = 0; row < labels.length; row++) {
    const predicted = decideClass(weights, probabilities, row * classes);
    mentions[labels[row]!]!++;
    mentions[predicted]!++;
    if (labels[row] === predicted) correct[predicted]!++;
  }
  return macroF1Of(correct, mentions);
}

/** A person is found when the weight exceeds p(first) / p(most probable other): the wanted quantile of these ratios. */
function weightForSensitivity({ probabilities, labels, classes }: LabelledProbabilities, wanted: number): number {
  const ratios: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] === 0) continue;
    const others = probabilities.subarray(row * classes + 1, (row + 1) * classes);
    ratios.push(probabilities[row * classes]! / Math.max(...others));
  }
  const needed = Float64Array.from(ratios).sort()[Math.max(0, Math.ceil(wanted * ratios.length) - 1)];
  if (needed === undefined) return 1;
  // The next number of three digits above it, since it must be exceeded.
  const rounded = roundWeight(needed);
  return rounded > needed ? rounded : roundWeight(rounded + 10 ** (Math.floor(Math.log10(rounded)) - 2));
}

/** A smaller gain of macro F1 is not worth another pass. */
const LEAST_GAIN = 1e-6;

/** Rows that count for each class with scale x probability. */
interface ExpectedRows extends LabelledProbabilities, DecisionRoom {
  readonly scales: Float64Array;
  /** How many labels each class has, and so how much its scaled probabilities add up to. */
  readonly counts: Float64Array;
}

function countLabels({ labels, classes }: LabelledProbabilities): Float64Array {
  const counts = new Float64Array(classes);
  for (let row = 0; row < labels.length; row++) counts[labels[row]!]!++;
  return counts;
}

function scalesOf(data: LabelledProbabilities): Float64Array {
  const sums = new Float64Array(data.classes);
  for (let i = 0; i < data.probabilities.length; i++) sums[i % data.classes]! += data.probabilities[i]!;
  return countLabels(data).map((count, k) => (count === 0 ? 0 : count / sums[k]!));
}

interface Candidate {
  readonly weights: readonly number[];
  readonly macroF1: number;
}

/** The most probable class, and rarer classes raised by the root of how much rarer they are. */
function startsFor({ counts }: ExpectedRows): readonly (readonly number[])[] {
  const inverse = Array.from(counts, (count) => Math.max(1, counts[0]!) / Math.max(1, count));
  return [inverse.map(() => 1), inverse.map((value) => roundWeight(Math.sqrt(value)))];
}

/** Improves one weight after the other until none can be improved. */
function ascend(data: ExpectedRows, start: readonly number[]): Candidate {
  let current: Candidate = { weights: start, macroF1: -1 };
  let settled = 0;
  for (let k = 1; settled < data.classes - 1; k = (k % (data.classes - 1)) + 1) {
    const next = bestAlong(data, current.weights, k);
    if (next.macroF1 > current.macroF1 + LEAST_GAIN) {
      current = next;
      settled = 1;
    } else {
      settled++;
    }
  }
  return current;
}

/**
 * The best weight of class k while the others stay. A row turns to class k as that weight passes the row's threshold,
 * so one pass over the sorted thresholds sees every confusion that any weight can give.
 */
function bestAlong(data: ExpectedRows, weights: readonly number[], k: number): Candidate {
  findThresholds(data, weights, k);
  const { probabilities, scales, classes, thresholds, rivals } = data;
  const correct = new Float64Array(classes);
  const mentions = data.counts.slice();
  for (let row = 0; row < rivals.length; row++) {
    const rival = rivals[row]!;
    mentions[rival]!++;
    correct[rival]! += scales[rival]! * probabilities[row * classes + rival]!;
  }
  const order = ascendingOrder(thresholds, data.order);
  let best: Candidate = { weights, macroF1: -1 };
  let below = 0;
  for (let i = 0; i <= order.length; i++) {
    const row = order[i];
    const above = row === undefined ? Infinity : thresholds[row]!;
    if (above > below) {
      const macroF1 = macroF1Of(correct, mentions);
      const weight = macroF1 > best.macroF1 ? weightBetween(below, above) : undefined;
      if (weight !== undefined) best = { weights: weights.with(k, weight), macroF1 };
    }
    if (row === undefined) break;
    below = above;
    const rival = rivals[row]!;
    mentions[rival]!--;
    mentions[k]!++;
    correct[rival]! -= scales[rival]! * probabilities[row * classes + rival]!;
    correct[k]! += scales[k]! * probabilities[row * classes + k]!;
  }
  return best;
}

/** Notes for each row the class that would be predicted without class k, and the weight of k at which k overtakes it. */
function findThresholds(data: ExpectedRows, weights: readonly number[], k: number): void {
  const { probabilities, classes, thresholds, rivals } = data;
  const others = weights.with(k, 0);
  for (let row = 0; row < thresholds.length; row++) {
    const start = row * classes;
    const own = probabilities[start + k]!;
    const rival = decideClass(others, probabilities, start);
    rivals[row] = rival;
    thresholds[row] = own === 0 ? Infinity : (others[rival]! * probabilities[start + rival]!) / own;
  }
}

/** The mean over classes of F1 = 2 TP / (predicted + actual); `mentions` is that denominator. */
function macroF1Of(correct: Float64Array, mentions: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < correct.length; i++) sum += mentions[i] === 0 ? 0 : (2 * correct[i]!) / mentions[i]!;
  return sum / correct.length;
}

/** The middle (by ratio) of two thresholds to three digits; undefined where these digits cannot tell it from them. */
function weightBetween(low: number, high: number): number | undefined {
  const from = low === 0 ? Math.min(0.5, high / 4) : low;
  const to = high === Infinity ? from * 4 : high;
  const weight = roundWeight(Math.sqrt(from * to));
  return weight > low && weight < high ? weight : undefined;
}

function roundWeight(weight: number): number {
  return Number(weight.toPrecision(3));
}
