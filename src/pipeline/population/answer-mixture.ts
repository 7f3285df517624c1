import { createRandom } from '../../foundation/random.ts';
import { shareFloor, SHARE_TOTAL, type AnswerColumn, type AnswerMixture } from './population.ts';

/**
 * How much each component of the mixture has to do with a person who gave these answers: shares that add up to 1.
 *
 * @param values codes in the schema's order; NaN is unknown
 */
export function componentShares({ weights, columns }: AnswerMixture, values: ArrayLike<number>): Float64Array {
  const logs = Float64Array.from(weights, Math.log);
  columns.forEach((column, i) => {
    const place = column === null ? -1 : placeOfValue(column, values[i]!);
    if (place < 0) return;
    const { shares } = column!;
    for (let k = 0; k < logs.length; k++) logs[k]! += Math.log(shares[k]![place]! + shareFloor(column!));
  });
  const best = Math.max(...logs);
  const shares = logs.map((log) => Math.exp(log - best));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** How probable each value of an unanswered indicator is, given the shares of the components. */
export function valueShares({ shares, values }: AnswerColumn, components: Float64Array): Float64Array {
  const found = new Float64Array(values.length);
  for (let k = 0; k < components.length; k++) {
    for (let v = 0; v < found.length; v++) found[v]! += (components[k]! * shares[k]![v]!) / SHARE_TOTAL;
  }
  return found;
}

/**
 * Completes a person's answers `people` times as people of the survey with the same answers would: the same each time.
 * An indicator that the mixture does not know stays unknown.
 *
 * @param values codes in the schema's order; NaN is unknown
 * @returns people x indicators
 */
export function drawPeople(mixture: AnswerMixture, values: ArrayLike<number>, people: number): Float32Array {
  const indicators = values.length;
  const components = componentShares(mixture, values);
  const random = createRandom(0, 'population');
  const drawn = new Float32Array(people * indicators);
  const unanswered = mixture.columns.flatMap((column, i) =>
    column !== null && Number.isNaN(values[i]!) ? [{ column, i }] : [],
  );
  let component = 0;
  let reached = components[0]!;
  for (let person = 0; person < people; person++) {
    // As many from each component as its share says, rather than by chance: fewer draws tell as much.
    const share = (person + 0.5) / people;
    while (share > reached && component + 1 < components.length) reached += components[++component]!;
    const offset = person * indicators;
    drawn.set(values, offset);
    for (const { column, i } of unanswered) {
      drawn[offset + i] = column.values[drawPlace(column.shares[component]!, random.below(SHARE_TOTAL))]!;
    }
  }
  return drawn;
}

function drawPlace(shares: readonly number[], draw: number): number {
  let place = 0;
  let rest = draw - shares[0]!;
  while (rest >= 0) rest -= shares[++place]!;
  return place;
}

/** The place of the nearest value; -1 where it is unknown. */
function placeOfValue({ values }: AnswerColumn, value: number): number {
  let nearest = -1;
  let least = Infinity;
  for (let place = 0; place < values.length; place++) {
    const distance = Math.abs(values[place]! - value);
    if (distance >= least || Number.isNaN(distance)) continue;
    least = distance;
    nearest = place;
  }
  return nearest;
}
