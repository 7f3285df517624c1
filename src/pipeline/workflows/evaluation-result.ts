import type { Confusion } from '../evaluation/confusion.ts';
import type { Curves } from '../evaluation/curves.ts';
import type {
  Bootstrap,
  Comparison,
  DecisionPoint,
  GateResult,
  IndicatorImportance,
  Interval,
  Metrics,
  MissingAnswers,
  PartialDependence,
  SliceResult,
  WorstSlice,
} from '../evaluation/result.ts';
import type { Drift } from '../monitoring/drift.ts';

/** How good a saved model is on labelled rows, how sure that is, for whom it is worse, and whether it may ship: JSON. */
export interface EvaluationResult {
  readonly model: { readonly digest: string; readonly version: string; readonly folder: string };
  readonly data: {
    /** `test`: the model's own test share, derived again; `file`: other labelled rows. */
    readonly source: 'test' | 'file';
    /** Null for synthetic rows. */
    readonly path: string | null;
    readonly fingerprint: string;
    /** Indicators that count as unknown in every row: those that the file lacks, and of these the ignored ones. */
    readonly absent: readonly string[];
    readonly ignored: readonly string[];
  };
  readonly rows: number;
  /** In the schema's order. */
  readonly classes: readonly { readonly id: string; readonly title: string; readonly rows: number }[];
  readonly metrics: Metrics;
  /** By metric key. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** Metrics that these rows leave undefined, and why. */
  readonly undefinedMetrics: readonly { readonly key: string; readonly reason: string }[];
  readonly bootstrap: Bootstrap;
  /** What ece_any would be of a perfectly calibrated model with these scores: the mean, and the 95th percentile. */
  readonly calibrationFloor: { readonly mean: number; readonly high: number };
  readonly confusion: Confusion;
  readonly curves: Curves & { readonly decision: readonly DecisionPoint[] };
  readonly slices: readonly SliceResult[];
  /** By roc_auc_any; null where no slice is large enough. */
  readonly worstSlice: WorstSlice | null;
  readonly gates: readonly GateResult[];
  /** Whether all gates passed; true where there is none. */
  readonly passed: boolean;
  readonly baseline?: Comparison;
  /** On how many rows, and with how many resamples, the model was asked what it goes by. */
  readonly inspected?: { readonly rows: number; readonly resamples: number };
  /** The most important indicator first. */
  readonly importance?: readonly IndicatorImportance[];
  readonly partialDependence?: readonly PartialDependence[];
  /** From no unknown answer to all but one. */
  readonly missing?: readonly MissingAnswers[];
  /** Where other rows than the model's own were evaluated. */
  readonly drift?: Drift;
}

/** `evaluate --json`. */
export interface EvaluationDocument extends EvaluationResult {
  readonly schemaVersion: 1;
  readonly command: 'evaluate';
  /** Null where the run is not recorded. */
  readonly runId: string | null;
  /** The files that were written. */
  readonly reports: readonly string[];
  readonly disclaimer: string;
}
