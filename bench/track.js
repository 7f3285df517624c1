// How long `diabetes track list --json` takes for 1,000 recorded runs, as a whole process, beside an empty run of Node; and,
// where DIABETES_TEST_MLFLOW_PYTHON names a Python with mlflow, beside `mlflow runs list` of the same runs, which are
// delivered to a server first.
//
//   npm run build && node bench/track.js [runs] [rounds]
//
// The journals are made from one template with varied figures: as many records, and as long ones, as `train` writes.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { metricKeys } from '../dist/pipeline/evaluation/metric-keys.js';
import { DEFAULT_PARAMS } from '../dist/pipeline/params.js';
import { deliverRuns } from '../dist/tracking/delivery/deliver-runs.js';
import { createMlflowClient } from '../dist/tracking/mlflow/client.js';
import { python, startMlflow } from './mlflow-server.js';

const [runs = '1000', rounds = '7'] = process.argv.slice(2);
const program = fileURLToPath(new URL('../bin/diabetes.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-track-'));
const KEYS = metricKeys(['none', 'prediabetes', 'diabetes']);

/** A number of 0 to 1 that is the same in every run of this file. */
const varied = (...what) => createHash('sha256').update(what.join()).digest().readUInt32LE() / 2 ** 32;
const metrics = (...what) => Object.fromEntries(KEYS.map((key) => [key, varied(key, ...what)]));

/** All records of one training. */
function journal(runId, seed) {
  const begun = Date.UTC(2026, 0, 1) + seed * 60_000;
  const params = { ...DEFAULT_PARAMS, train: { ...DEFAULT_PARAMS.train, seed } };
  const epochs = Array.from({ length: 16 }, (_, i) => ({
    type: 'epoch-completed',
    epoch: i + 1,
    epochs: 16,
    metrics: {
      train_loss: varied('t', i, seed),
      val_loss: varied('v', i, seed),
      val_macro_f1: 0.4,
      learning_rate: 0.01,
    },
  }));
  const stages = ['read', 'encode', 'fit', 'calibrate', 'decide', 'evaluate', 'bundle'].flatMap((stage) => [
    { type: 'stage-started', stage, title: 'Working' },
    { type: 'stage-completed', stage, durationMs: 400, summary: 'what was done' },
  ]);
  const result = {
    bundleDigest: runId + runId,
    data: { source: 'file', rows: 253_680, fingerprint: `sha256:${runId}${runId}` },
    metrics: { validation: metrics('validation', seed), test: metrics('test', seed) },
    baselines: { prior: metrics('prior'), logistic: metrics('logistic') },
  };
  const events = [
    { type: 'run-started', command: 'train', params, tags: { seed: String(seed), program: 'diabetes-mlops' } },
    ...stages,
    ...epochs,
    { type: 'run-ended', status: 'FINISHED', result },
  ];
  const lines = events.map((event, i) => ({ time: new Date(begun + i * 900).toISOString(), runId, ...event }));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The fastest of the rounds, in milliseconds. */
function fastest(args, command = process.execPath, env = process.env) {
  let best = Infinity;
  for (let round = 0; round < Number(rounds); round++) {
    const begun = performance.now();
    const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28, env });
    if (status !== 0) throw new Error(stderr);
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

const tell = (title, ms) => console.log(`${title.padEnd(32)} ${ms.toFixed(0).padStart(6)} ms`);

/** mlflow's own listing of the same runs, which are delivered to a server for it. */
async function measurePeer(ids) {
  const { url, stop } = await startMlflow();
  try {
    const client = createMlflowClient({ url });
    const begun = performance.now();
    const folders = ids.map((id) => join(folder, '.diabetes/runs', id));
    const results = await deliverRuns(folders, { client, report: () => undefined });
    if (results.some(({ state }) => state !== 'delivered')) throw new Error('a run was not delivered');
    tell('track sync of all of them', performance.now() - begun);
    const { experimentId } = await client.experiments.getByName('diabetes');
    await client.close();
    const env = { ...process.env, MLFLOW_TRACKING_URI: url };
    return fastest(['-m', 'mlflow', 'runs', 'list', '--experiment-id', experimentId], python, env);
  } finally {
    stop();
  }
}

try {
  const ids = [];
  let bytes = 0;
  for (let seed = 0; seed < Number(runs); seed++) {
    const runId = createHash('md5').update(String(seed)).digest('hex');
    const text = journal(runId, seed);
    bytes = text.length;
    ids.push(runId);
    const run = join(folder, '.diabetes/runs', runId);
    mkdirSync(run, { recursive: true });
    writeFileSync(join(run, 'events.jsonl'), text);
  }
  const measured = {
    'node -e 0': ['-e', '0'],
    'diabetes --version': [program, '--version'],
    'track list --json': [program, 'track', 'list', '--json'],
    'track list --json, all of them': [program, 'track', 'list', '--json', '--limit', runs],
    'track list --where': [program, 'track', 'list', '--json', '--where', 'metrics.roc_auc_any > 0.9'],
    'track best': [program, 'track', 'best', '--json', '--metric', 'roc_auc_any'],
  };
  console.log(`${runs} runs of ${(bytes / 1000).toFixed(1)} kB, the fastest of ${rounds} rounds`);
  for (const [title, args] of Object.entries(measured)) {
    tell(title, fastest(args));
  }
  if (python !== undefined) tell('mlflow runs list', await measurePeer(ids));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
