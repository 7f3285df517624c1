import type { RecordedRun } from '../delivery/recorded-run.ts';

/** A run on its way into a file store. */
export interface ExportedRun {
  /** Its folder, which holds its model and artifacts. */
  readonly folder: string;
  readonly recorded: RecordedRun & { readonly start: NonNullable<RecordedRun['start']> };
}

/** Where runs of one experiment go. */
export interface ExperimentPlace {
  readonly experimentId: string;
  /** The experiment's folder, as it is written now. */
  readonly folder: string;
  /** The address of that folder once all is in its place, as MLflow notes it. */
  readonly uri: string;
  /** Tells what MLflow does not take. */
  readonly warn: (message: string) => void;
}
