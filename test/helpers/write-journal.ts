import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** When the runs of tests begin. */
export const JOURNAL_START = Date.UTC(2026, 0, 31);

/** What a journal is made of, but for the ids and times, which are added. */
export type MadeUpEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** Writes the journal of a run below a project's root; a second passes with each record. @returns the run's folder */
export async function writeJournal(root: string, runId: string, events: readonly MadeUpEvent[]): Promise<string> {
  const folder = join(root, '.diabetes', 'runs', runId);
  const lines = events.map((event, i) => {
    const time = new Date(JOURNAL_START + i * 1000).toISOString();
    return `${JSON.stringify({ time, runId, ...event })}\n`;
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'events.jsonl'), lines.join(''));
  return folder;
}

/** What a training of two epochs reports that ended well. */
export function trainingEvents(changes: {
  readonly seed?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly rocAuc?: number;
  readonly fingerprint?: string;
}): readonly MadeUpEvent[] {
  const { seed = 1, tags = {}, rocAuc = 0.8, fingerprint = `sha256:${'a1'.repeat(32)}` } = changes;
  const epoch = (stage: 'teach' | 'fit', number: number, loss: number): MadeUpEvent => ({
    type: 'epoch-completed',
    stage,
    epoch: number,
    epochs: 2,
    metrics: { train_loss: 0.9, val_loss: loss, val_macro_f1: 0.4 + number / 100, learning_rate: 1e-7 },
  });
  const params = { train: { seed, hidden: [256], note: 'no' }, data: { path: null } };
  const parts = { train: 70, validation: 10, test: 20 };
  const data = { name: 'survey.csv', source: 'file', path: 'data/survey.csv', fingerprint, rows: 100, parts };
  const gates = [{ gate: 'roc_auc_any>=0.8', key: 'roc_auc_any', operator: '>=', threshold: 0.8, value: rocAuc }];
  return [
    { type: 'run-started', command: 'train', params, tags: { user: 'tester', git_commit: 'abc', ...tags } },
    { type: 'rows-read', ...data },
    { type: 'stage-started', stage: 'teach', title: 'Fitting the teacher' },
    epoch('teach', 1, 9),
    { type: 'stage-started', stage: 'fit', title: 'Fitting the network' },
    epoch('fit', 1, 0.6),
    epoch('fit', 2, 0.5 + seed / 100),
    {
      type: 'run-ended',
      status: 'FINISHED',
      result: {
        bundleDigest: 'dd',
        data: { rows: 100, fingerprint },
        metrics: { validation: { roc_auc_any: rocAuc - 0.01 }, test: { roc_auc_any: rocAuc, log_loss: 1 - rocAuc } },
        intervals: { roc_auc_any: [rocAuc - 0.005, rocAuc + 0.005] },
        gates: gates.map((gate) => ({ ...gate, passed: rocAuc >= 0.8 })),
        passed: rocAuc >= 0.8,
      },
    },
  ];
}
