/** Metrics by their public keys; one that the rows leave undefined is absent. */
export type Metrics = Readonly<Record<string, number>>;

/** The low and the high end of a 95 % interval. */
export type Interval = readonly [low: number, high: number];

/** How the intervals were made. */
export interface Bootstrap {
  readonly resamples: number;
  readonly seed: number;
}

/** How good a model is for some of the rows. */
export interface SliceResult {
  /** The code of each indicator that makes the slice, null for unknown; a range in words where codes were put together. */
  readonly by: Readonly<Record<string, number | string | null>>;
  /** The slice in plain words: `Age 60 to 64 years, female`. */
  readonly title: string;
  readonly rows: number;
  readonly metrics: Metrics;
  readonly intervals: Readonly<Record<string, Interval>>;
  /** Whether it is too small to be called the worst. */
  readonly isSmall: boolean;
}

/** The slice of which a metric is worst, among those that are not small. */
export interface WorstSlice {
  readonly key: string;
  readonly title: string;
  readonly by: SliceResult['by'];
  readonly value: number;
}

/** What treating all whose probability of any class but the first is at least the threshold gains, per person. */
export interface DecisionPoint {
  readonly threshold: number;
  /** Net benefit of the model, and of treating everyone; of treating no one it is 0. */
  readonly model: number;
  readonly everyone: number;
}

/** One model's metric against another's, on the same rows. */
export type Verdict = 'better' | 'worse' | 'not distinguishable';

export interface MetricDifference {
  /** Of the baseline. */
  readonly baseline: number;
  /** This model's less the baseline's. */
  readonly difference: number;
  readonly interval: Interval;
  /** By whether the interval holds 0, and by whether more of the metric is better. */
  readonly verdict: Verdict;
}

/** A model beside another one, on the same rows. */
export interface Comparison {
  readonly model: { readonly digest: string; readonly version: string; readonly folder: string };
  /** By metric key. */
  readonly differences: Readonly<Record<string, MetricDifference>>;
  /** Of the predicted classes (McNemar 1947, https://doi.org/10.1007/BF02295996). */
  readonly mcnemar: {
    /** Rows that this model alone gets right, and those that the baseline alone does. */
    readonly onlyThis: number;
    readonly onlyBaseline: number;
    readonly pValue: number;
    readonly verdict: Verdict;
  };
  /** The verdict by log-loss, a proper score of the probabilities. */
  readonly verdict: Verdict;
}

/** How much worse a model is when one indicator's answers go to other rows. Greater is more important. */
export interface IndicatorImportance {
  readonly indicator: string;
  /** How much roc_auc_any falls and log_loss grows. */
  readonly drop: Metrics;
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** The mean prediction when everyone gave the same answer to one indicator. */
export interface PartialDependence {
  readonly indicator: string;
  readonly points: readonly {
    readonly value: number;
    /** The value in plain words. */
    readonly words: string;
    /** The share of the rows with this value, of those where it is known. */
    readonly share: number;
    readonly anyProbability: number;
  }[];
}

/** How good a model is when so many answers of each person, chosen at random, are unknown. */
export interface MissingAnswers {
  readonly unknown: number;
  readonly metrics: Metrics;
  /** Of roc_auc_any, log_loss and ece_any. */
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** What must hold for a model to ship, and whether it does. */
export interface GateResult {
  /** As it was asked: `macro_f1>=0.46`. */
  readonly gate: string;
  /** A metric, `worst_slice.<metric>` or `max_drop.<metric>`. */
  readonly key: string;
  readonly operator: '>=' | '>' | '<=' | '<';
  readonly threshold: number;
  /** Null where there is none. */
  readonly value: number | null;
  readonly passed: boolean;
  /** Why it did not pass, or which slice was the worst. */
  readonly reason?: string;
}
