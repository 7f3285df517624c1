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

/**
 * Completes a person's answers `people` times as people of the survey with the same answers would: the same each time.
 * They are spread evenly over what is probable rather than drawn by chance, so that fewer tell as much. An indicator that
 * the mixture does not know stays unknown.
 *
 * @param values codes in the schema's order; NaN is unknown
 * @returns people x indicators
 */
export function drawPeople(mixture: AnswerMixture, values: ArrayLike<number>, people: number): Float32Array {
  const indicators = values.length;
  const componentOf = componentsOf(componentShares(mixture, values), people);
  const drawn = new Float32Array(people * indicators);
  for (let person = 0; person < people; person++) drawn.set(values, person * indicators);
  mixture.columns.forEach((column, i) => {
    if (column === null || !Number.isNaN(values[i]!)) return;
    // The multiples of an irrational number, another one for each indicator (Richtmyer 1951).
    const step = Math.sqrt(primeAt(i)) % 1;
    for (let person = 0; person < people; person++) {
      const draw = (((person + 1) * step) % 1) * SHARE_TOTAL;
      drawn[person * indicators + i] = column.values[drawPlace(column.shares[componentOf[person]!]!, draw)]!;
    }
  });
  return drawn;
}

/** The component of each person, as many of each as its share says. */
function componentsOf(shares: Float64Array, people: number): Uint8Array {
  let component = 0;
  let reached = shares[0]!;
  return Uint8Array.from({ length: people }, (_, person) => {
    while ((person + 0.5) / people > reached && component + 1 < shares.length) reached += shares[++component]!;
    return component;
  });
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

/** The prime numbers in their order: 2 at 0, 3 at 1. */
function primeAt(place: number): number {
  let prime = 2;
  for (let left = place; left > 0;) {
    prime += 1;
    if (isPrime(prime)) left -= 1;
  }
  return prime;
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false;
  return true;
}
