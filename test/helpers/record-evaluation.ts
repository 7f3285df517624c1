import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RecordedEvaluation {
  readonly bundleDigest: string;
  /** Null for one without gates. */
  readonly passed: boolean | null;
  readonly startMs: number;
}

/** Records an evaluation that has ended. @returns its id */
export async function recordEvaluation(root: string, { bundleDigest, passed, startMs }: RecordedEvaluation) {
  const runId = randomBytes(16).toString('hex');
  const folder = join(root, '.diabetes', 'runs', runId);
  const gates = passed === null ? [] : [{ gate: 'macro_f1>=0.4', passed }];
  const result = { model: { digest: bundleDigest }, metrics: { macro_f1: 0.4 }, gates, passed: passed ?? true };
  const events = [
    { type: 'run-started', command: 'evaluate', params: {}, tags: {} },
    { type: 'run-ended', status: 'FINISHED', result },
  ];
  const line = (event: object, i: number) => ({ time: new Date(startMs + i * 1000).toISOString(), runId, ...event });
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'events.jsonl'),
    events.map((event, i) => `${JSON.stringify(line(event, i))}\n`).join(''),
  );
  return runId;
}
