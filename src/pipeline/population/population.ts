/** The newest format that this program writes. */
export const POPULATION_FORMAT_VERSION = 1;

/** What the weights of a mixture's components add up to. */
export const WEIGHT_TOTAL = 10_000;

/** What the shares of one indicator's values in one component add up to. */
export const SHARE_TOTAL = 1000;

/** The values of one indicator, and how often each is given in each component. */
export interface AnswerColumn {
  /** Ascending; where an indicator has many, values that stand for their neighbours too. */
  readonly values: readonly number[];
  /** [component][value], thousandths. */
  readonly shares: readonly (readonly number[])[];
}

/** Which answers go together: a mixture of groups of people inside which the answers are independent. */
export interface AnswerMixture {
  /** One a component, ten-thousandths. */
  readonly weights: readonly number[];
  /** In the schema's order; null where no training row had an answer. */
  readonly columns: readonly (AnswerColumn | null)[];
}

/** The predicted risk of people who share some answers. */
export interface PeerGroup {
  /** The codes that they share, by indicator; empty for everyone. */
  readonly codes: Readonly<Record<string, number>>;
  readonly rows: number;
  /** Evenly spaced quantiles of the probability of any class but the first, from the least to the greatest, ten-thousandths. */
  readonly quantiles: readonly number[];
}

/** Answers that hardly any training row has: to one question, or to two together of which each is common enough. */
export interface RareAnswers {
  /** The least and the greatest code, by indicator; those of all codes where no row has an answer. */
  readonly codes: Readonly<Record<string, readonly [number, number]>>;
  readonly rows: number;
}

/**
 * What the people are like that a model learnt from, as shares and counts: no person stands in it. It says how far the
 * answers that somebody left out could move a prediction, where a prediction stands, and what the model has hardly seen.
 */
export interface Population {
  readonly formatVersion: number;
  /** How many training rows were counted: all, or evenly chosen ones of a great many. */
  readonly rows: number;
  readonly mixture: AnswerMixture;
  readonly peers: readonly PeerGroup[];
  readonly rare: readonly RareAnswers[];
}

/** Added to each share of a column when answers are compared with it: none is impossible. */
export function shareFloor({ values }: AnswerColumn): number {
  return 1 / values.length;
}
