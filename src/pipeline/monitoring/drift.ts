/** How far an indicator's answers are from those that a model was trained on. */
export interface IndicatorDrift {
  readonly indicator: string;
  /** The population stability index; unknown answers are a bin of their own. */
  readonly psi: number;
  /** By the usual marks: below 0.1 stable, below 0.25 moderate, else large. What chance may well give is stable, too. */
  readonly level: 'stable' | 'moderate' | 'large';
  /** The shares of unknown answers, in the training rows and here. */
  readonly unknownThen: number;
  readonly unknownNow: number;
}

/** How far a file is from the rows that a model was trained on, the indicator furthest away first. */
export interface Drift {
  readonly indicators: readonly IndicatorDrift[];
}
