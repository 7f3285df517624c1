import type { GateResult, Interval, Metrics } from '../../pipeline/evaluation/result.ts';
import type { RunStatus, RunTags } from '../run-journal.ts';

/** What is known of a run without reading all that its pipeline reported. */
export interface RunSummary {
  /** 32 hex digits. */
  readonly id: string;
  /** The tag `mlflow.runName`. */
  readonly name: string | null;
  /** The name of the MLflow experiment that it belongs to, where one was given. */
  readonly experiment: string | null;
  readonly command: string;
  /** `RUNNING` where no end is recorded: it goes on, or its process was killed. */
  readonly status: RunStatus | 'RUNNING';
  /** Whether it has no end and its process is gone: `diabetes track reap` closes it. */
  readonly isGone: boolean;
  /** ISO 8601, in UTC. */
  readonly startTime: string;
  readonly endTime: string | null;
  /** From the first record to the last. */
  readonly durationMs: number | null;
  /** By dotted key, as text. */
  readonly params: Readonly<Record<string, string>>;
  readonly tags: RunTags;
  /** By public key; `val_<key>` is of the validation rows. */
  readonly metrics: Metrics;
  /** The 95 % intervals of metrics that have one. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** The rows that the run worked on. */
  readonly data: { readonly rows: number | null; readonly fingerprint: string } | null;
  readonly bundleDigest: string | null;
  /** Whether all gates passed; null where none was asked for. */
  readonly passed: boolean | null;
  /** Why it failed. */
  readonly error: string | null;
  /** What could not be read of its journal, as far as it was read. */
  readonly dropped: readonly DroppedLine[];
}

/** A run with all that its journal says of it. */
export interface Run extends RunSummary {
  /** The gates that were asked for, as they were judged. */
  readonly gates: readonly GateResult[];
  /** What training recorded for each epoch: the values by name, in the order of the epochs. */
  readonly series: Readonly<Record<string, readonly number[]>>;
}

/** A line of a journal that could not be read. */
export interface DroppedLine {
  /** From 1. */
  readonly line: number;
  readonly reason: 'cut off' | 'not a record';
}
