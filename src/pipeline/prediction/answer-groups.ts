import type { Indicator } from '../schema/survey-schema.ts';

/** The most combinations of answers that one group has in the table. */
const MOST_COMBINATIONS = 2048;

/** Consecutive indicators whose answers are looked up together. */
export interface AnswerGroup {
  /** The first indicator's place in the schema. */
  readonly first: number;
  readonly answers: readonly TabledAnswer[];
}

export interface TabledAnswer {
  /** The number below the least code; it stands for an unknown answer. */
  readonly unknown: number;
  /** The number of codes, unknown included. */
  readonly size: number;
  /** Whether a value may well be none of the codes. */
  readonly isOpen: boolean;
}

/**
 * The indicators in groups of at most 2048 combinations, in the schema's order. One that may have fractions, or more
 * codes than that, stands alone, so that a value without a place in the table keeps no other answer out of it.
 */
export function groupAnswers(
  indicators: readonly Pick<Indicator, 'type' | 'minimum' | 'maximum'>[],
): readonly AnswerGroup[] {
  const all = indicators.map(tabledAnswer);
  const groups: AnswerGroup[] = [];
  for (let first = 0; first < all.length; first += groups.at(-1)!.answers.length) {
    let end = first + 1;
    let combinations = all[first]!.size;
    while (end < all.length && !all[first]!.isOpen && !all[end]!.isOpen) {
      if (combinations * all[end]!.size > MOST_COMBINATIONS) break;
      combinations *= all[end]!.size;
      end++;
    }
    groups.push({ first, answers: all.slice(first, end) });
  }
  return groups;
}

/** The place of one person's answers among the combinations of a group; -1 where a value is none of the codes. */
export function placeInTable({ first, answers }: AnswerGroup, values: Float32Array, offset: number): number {
  let place = 0;
  for (let i = 0; i < answers.length; i++) {
    const { unknown, size } = answers[i]!;
    const x = values[offset + first + i]!;
    place *= size;
    if (Number.isNaN(x)) continue;
    const code = x - unknown;
    if (code < 1 || code >= size || Math.floor(code) !== code) return -1;
    place += code;
  }
  return place;
}

function tabledAnswer({ type, minimum, maximum }: Pick<Indicator, 'type' | 'minimum' | 'maximum'>): TabledAnswer {
  const unknown = Math.ceil(minimum) - 1;
  const size = Math.max(0, Math.floor(maximum) - unknown) + 1;
  const isTooWide = size > MOST_COMBINATIONS;
  return { unknown, size: isTooWide ? 1 : size, isOpen: isTooWide || type === 'continuous' };
}
