import type { PipelineEvent } from '../../src/foundation/events.ts';
import { createRunJournal, newRunId, type RunStatus } from '../../src/tracking/run-journal.ts';
import type { Run } from '../../src/tracking/runs/run.ts';

/** A finished training with few figures. */
export function madeUpRun(changes: Partial<Run> = {}): Run {
  return {
    id: 'a'.repeat(32),
    name: null,
    experiment: null,
    command: 'train',
    status: 'FINISHED',
    isGone: false,
    startTime: '2026-01-31T12:00:00.000Z',
    endTime: '2026-01-31T12:00:09.000Z',
    durationMs: 9000,
    params: { 'train.seed': '1', 'train.hidden': '[256]' },
    tags: { git_commit: 'abc' },
    metrics: { roc_auc_any: 0.82, log_loss: 0.4 },
    intervals: {},
    data: { rows: 100, fingerprint: 'sha256:aa' },
    bundleDigest: 'dd',
    passed: null,
    error: null,
    dropped: [],
    gates: [],
    series: {},
    ...changes,
  };
}

const epoch = (stage: 'teach' | 'fit', number: number, val_loss: number): PipelineEvent => ({
  type: 'epoch-completed',
  stage,
  epoch: number,
  epochs: 2,
  metrics: { train_loss: 0.5, val_loss, val_macro_f1: 0.4, learning_rate: 0.01 },
});

/** What a training reports: an epoch of the teacher, and two of the network. */
export const TRAINING: readonly PipelineEvent[] = [
  { type: 'stage-started', stage: 'teach', title: 'Fitting the teacher' },
  epoch('teach', 1, 9),
  { type: 'stage-started', stage: 'fit', title: 'Fitting the network' },
  epoch('fit', 1, 0.6),
  epoch('fit', 2, 0.5),
];

export interface MadeUpJournal {
  readonly startMs?: number;
  readonly seed?: number;
  readonly rocAuc?: number;
  /** Undefined for a run whose process was killed. */
  readonly status?: RunStatus | undefined;
  readonly error?: string;
}

/** Records a training with a real journal; a second passes with each record. @returns its id */
export async function recordTraining(root: string, options: MadeUpJournal = {}): Promise<string> {
  const { startMs = Date.UTC(2026, 0, 31), seed = 1, rocAuc = 0.8, error } = options;
  const status = 'status' in options ? options.status : 'FINISHED';
  let now = startMs - 1000;
  const journal = createRunJournal(root, { now: () => (now += 1000), elapsed: () => 0 });
  const params = { train: { seed, hidden: [256] } };
  const runId = newRunId();
  journal.begin(runId, { type: 'run-started', command: 'train', params, tags: { seed: String(seed) } });
  for (const event of TRAINING) journal.append(event);
  if (status !== undefined) {
    const result = {
      bundle: '/somewhere/models/diabetes',
      bundleDigest: 'dd',
      data: { rows: 100, fingerprint: 'sha256:aa' },
      metrics: { validation: { roc_auc_any: rocAuc - 0.01 }, test: { roc_auc_any: rocAuc, log_loss: 1 - rocAuc } },
    };
    journal.append({ type: 'run-ended', status, ...(error === undefined ? { result } : { error }) });
  }
  await journal.close();
  return runId;
}
