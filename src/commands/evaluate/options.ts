import type { CommonOptions } from '../common-options.ts';
import type { RunOptions } from '../recording/run-options.ts';
import type { ReportPaths } from './report-paths.ts';

/** What `diabetes evaluate` was asked to do. */
export interface EvaluateOptions extends CommonOptions, ReportPaths, RunOptions {
  /** A folder or a reference. */
  readonly model?: string;
  readonly data?: string;
  /** Indicators that count as unknown, whatever the file says. */
  readonly ignoreColumn: readonly string[];
  /** Another model to compare with: a folder or a reference. */
  readonly baseline?: string;
  /** Whether references are looked up in the cache alone. */
  readonly offline: boolean;
  /** In the place of those of the params, where one is given. */
  readonly slice: readonly string[];
  /** Beside those of the params. */
  readonly gate: readonly string[];
  /** Gates on how much worse than the baseline a metric may be, as in `roc_auc_any=0.005`. */
  readonly maxDrop: readonly string[];
  /** Whether to ask what the model goes by. */
  readonly inspect: boolean;
  readonly resamples?: number;
  readonly seed?: number;
  readonly config?: string;
}
