import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  tagIs,
  type ArtifactStore,
  type LoggedModel,
  type MlflowClient,
  type Run,
} from '../../src/tracking/mlflow/client.ts';
import { collect } from './mlflow-client.ts';
import { writeMadeUpBundle } from './write-made-up-bundle.ts';

/** A run's folder as a recorder leaves it. */
export interface RunFolder {
  readonly id: string;
  readonly folder: string;
}

export const RUN_START = Date.UTC(2026, 0, 31);
const FINGERPRINT = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const DIGEST = FINGERPRINT.slice('sha256:'.length, 'sha256:'.length + 32);

/** A run of so many epochs, with the records between its beginning and its end. */
export interface WrittenRun {
  readonly epochs?: number;
  readonly params?: object;
  readonly tags?: Readonly<Record<string, string>>;
  readonly experiment?: string;
  /** Without one, the run goes on. */
  readonly end?: object | undefined;
  /** Whether it has a copy of a bundle, as it has unless this is false. */
  readonly hasModel?: boolean;
  readonly artifacts?: Readonly<Record<string, string>>;
}

export const FINISHED = {
  status: 'FINISHED',
  result: { metrics: { validation: { macro_f1: 0.44 }, test: { macro_f1: 0.43, roc_auc_any: 0.8 } } },
};

/** Writes a run's folder below `root`, with an id of its own. */
export async function writeRunFolder(root: string, run: WrittenRun = {}): Promise<RunFolder> {
  const { epochs = 3, params = { train: { epochs } }, tags = { user: 'ada' }, experiment } = run;
  const id = randomBytes(16).toString('hex');
  const folder = join(root, '.diabetes', 'runs', id);
  const end = 'end' in run ? run.end : FINISHED;
  const { hasModel = true, artifacts = { 'params.yaml': 'a: 1\n', 'plots/roc.json': '[]' } } = run;
  if (hasModel) await writeMadeUpBundle(join(folder, 'model'));
  for (const [path, content] of Object.entries(artifacts)) {
    const file = join(folder, 'artifacts', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await mkdir(folder, { recursive: true });
  const written = { id, folder };
  await appendRecords(written, [
    { type: 'run-started', command: 'train', params, tags, ...(experiment === undefined ? {} : { experiment }) },
    {
      type: 'rows-read',
      name: 'rows.csv',
      source: 'file',
      path: 'rows.csv',
      fingerprint: FINGERPRINT,
      rows: 100,
      parts: { train: 80, test: 20 },
    },
    { ...epochRecord(1), stage: 'teach' },
    ...Array.from({ length: epochs }, (_, i) => epochRecord(i + 1)),
    ...(end === undefined ? [] : [{ type: 'run-ended', ...end }]),
  ]);
  return written;
}

/** An epoch of the model. */
export function epochRecord(epoch: number) {
  const metrics = { train_loss: 1 / epoch, val_loss: 1.5 / epoch, learning_rate: 0.01 };
  return { type: 'epoch-completed', stage: 'fit', epoch, epochs: 100, metrics };
}

/** Appends records to a run's journal, a second after each other. */
export async function appendRecords({ id, folder }: RunFolder, records: readonly object[]): Promise<void> {
  const path = join(folder, 'events.jsonl');
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n').length - 1;
  const text = records.map((record, i) => {
    const time = new Date(RUN_START + (lines + i) * 1000).toISOString();
    return `${JSON.stringify({ time, runId: id, ...record })}\n`;
  });
  await appendFile(path, text.join(''));
}

type Points = Readonly<Record<string, readonly (readonly [step: number, value: number, timestamp: number])[]>>;

/** All that a server has by a run's id: one run and one model, it is to be hoped, and all points of its metrics. */
export interface AtServer {
  readonly runs: readonly Run[];
  readonly models: readonly LoggedModel[];
  readonly points: Points;
}

/** Looks for a run in some experiments. */
export async function findAtServer(
  client: MlflowClient,
  { id }: RunFolder,
  experimentIds: readonly string[],
): Promise<AtServer> {
  const filter = tagIs('diabetes.run_id', id);
  const runs = await collect(client.runs.search({ experimentIds, filter }));
  const { hasLoggedModels } = await client.server();
  const models = hasLoggedModels ? await collect(client.loggedModels.search({ experimentIds, filter })) : [];
  const points: Record<string, (readonly [number, number, number])[]> = {};
  for (const run of runs) {
    for (const key of Object.keys(run.metrics)) {
      const history = await collect(client.runs.metricHistory(run.runId, key));
      const own = history.map(({ step, value, timestamp }) => [step, value, timestamp] as const);
      points[key] = [...(points[key] ?? []), ...own.sort(([a], [b]) => a - b)];
    }
  }
  return { runs, models, points };
}

/** What the journal of a run says should be there: each epoch of the model as it was first recorded, and the result. */
export async function pointsInJournal({ folder }: RunFolder): Promise<Points> {
  const points: Record<string, (readonly [number, number, number])[]> = {};
  const add = (metrics: object | null, step: number, time: string): void => {
    for (const [key, value] of Object.entries(metrics ?? {})) {
      (points[key] ??= []).push([step, value as number, Date.parse(time)]);
    }
  };
  const done = new Set<number>();
  for (const line of (await readFile(join(folder, 'events.jsonl'), 'utf8')).trimEnd().split('\n')) {
    const record = JSON.parse(line) as ReturnType<typeof epochRecord> & { time: string } & typeof FINISHED;
    if (record.type === 'epoch-completed' && record.stage !== 'teach' && !done.has(record.epoch)) {
      done.add(record.epoch);
      add(record.metrics, record.epoch, record.time);
    } else if (record.type === 'run-ended' && 'result' in record) {
      const { validation, test } = record.result.metrics;
      add(test, Math.max(0, ...done), record.time);
      const named = Object.entries(validation).map(([key, value]) => [`val_${key}`, value] as const);
      add(Object.fromEntries(named), Math.max(0, ...done), record.time);
    }
  }
  return points;
}

/** The files of a run's model that are not at a server byte for byte; MLmodel, which gets ids there, is left out. */
export async function differingFiles(store: ArtifactStore, { folder }: RunFolder, scratch: string) {
  const model = join(folder, 'model');
  await store.downloadFolder('', scratch);
  const files = (await readdir(model, { recursive: true })).filter((name) => name !== 'MLmodel');
  const same = await Promise.all(
    files.map(async (name) => (await readFile(join(model, name))).equals(await readFile(join(scratch, name)))),
  );
  return files.filter((_, i) => !same[i]);
}
