// What recording a run costs, and how fast its points reach MLflow.
//
//   npm run build && DIABETES_TEST_MLFLOW_PYTHON=... node bench/record.js [rounds] [rows.csv]
//
// 1. The same training without a record, recorded alone, with a server that answers, and with one that does not: whole
//    processes in turns. `training` is the time until the model stands; `wall` has the delivery at the end in it.
// 2. 1,000 points: one call of deliverRun, which makes the run, sends the points and ends it, beside 1,000 calls of
//    mlflow.log_metric, at the same server in turns.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { deliverRun } from '../dist/tracking/delivery/deliver-run.js';
import { createMlflowClient } from '../dist/tracking/mlflow/client.js';
import { python, startMlflow } from './mlflow-server.js';

const [rounds = '5', rows] = process.argv.slice(2);
if (python === undefined) {
  console.error('DIABETES_TEST_MLFLOW_PYTHON must name a Python with mlflow');
  process.exit(2);
}
const program = fileURLToPath(new URL('../bin/diabetes.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-record-'));
const data = rows === undefined ? [] : ['--data', rows];
const TRAIN = ['train', '--json', ...data];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** One training as a whole process: seconds of training, of CPU and of wall time. */
function train(args, url) {
  const command = `TIMEFORMAT='%R %U %S'; time "$0" "$@"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, program, ...TRAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, MLFLOW_TRACKING_URI: url },
  });
  if (status !== 0) throw new Error(stderr);
  const [wall, user, system] = stderr.trimEnd().split('\n').at(-1).split(' ').map(Number);
  return { training: JSON.parse(stdout).durationMs / 1000, cpu: user + system, wall };
}

function compareTrainings(server) {
  const modes = {
    'without a record': [['--no-track'], ''],
    recorded: [[], ''],
    'recorded, a server answers': [[], server],
    'recorded, the server is down': [[], 'http://127.0.0.1:9'],
  };
  const measured = Object.fromEntries(Object.keys(modes).map((mode) => [mode, []]));
  for (let round = 0; round < Number(rounds); round++) {
    for (const [mode, [args, url]] of Object.entries(modes)) measured[mode].push(train(args, url));
  }
  const [plain] = Object.values(measured);
  console.log(`${'training, seconds'.padEnd(32)}${['training', 'cpu', 'wall'].map((of) => of.padStart(20)).join('')}`);
  for (const [mode, all] of Object.entries(measured)) {
    const cells = ['training', 'cpu', 'wall'].map((of) => {
      const seconds = median(all.map((one) => one[of]));
      // Each beside the one of its round, so that a slow minute of the machine counts for both.
      const ratio = median(all.map((one, i) => one[of] / plain[i][of])) - 1;
      return `${seconds.toFixed(2)} (${ratio >= 0 ? '+' : ''}${(100 * ratio).toFixed(1)} %)`.padStart(20);
    });
    console.log(mode.padEnd(32) + cells.join(''));
  }
}

/** A finished run of 1,000 points: 250 epochs of 4. */
function writeRun() {
  const runId = randomBytes(16).toString('hex');
  const begun = Date.now();
  const events = [
    { type: 'run-started', command: 'train', params: { train: { epochs: 250 } }, tags: {} },
    ...Array.from({ length: 250 }, (_, i) => ({
      type: 'epoch-completed',
      stage: 'fit',
      epoch: i + 1,
      epochs: 250,
      metrics: { train_loss: 1 / (i + 1), val_loss: 2 / (i + 1), val_macro_f1: i / 250, learning_rate: 0.01 },
    })),
    { type: 'run-ended', status: 'FINISHED', result: {} },
  ];
  const run = join(folder, 'points', runId);
  mkdirSync(run, { recursive: true });
  const lines = events.map((event, i) => JSON.stringify({ time: new Date(begun + i).toISOString(), runId, ...event }));
  writeFileSync(join(run, 'events.jsonl'), `${lines.join('\n')}\n`);
  return run;
}

const PYTHON = `
import sys, time, mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment('python')
with mlflow.start_run():
    begun = time.perf_counter()
    for i in range(250):
        for key in ('train_loss', 'val_loss', 'val_macro_f1', 'learning_rate'):
            mlflow.log_metric(key, 1 / (i + 1), step=i)
    print('seconds', time.perf_counter() - begun)
`;

/** Whole calls at both sides: theirs without the start of Python and of the run. */
async function comparePoints(server) {
  const ours = [];
  const peers = [];
  for (let round = 0; round < Number(rounds); round++) {
    const client = createMlflowClient({ url: server });
    const run = writeRun();
    const begun = performance.now();
    const { isComplete } = await deliverRun({ folder: run, client });
    ours.push((performance.now() - begun) / 1000);
    if (!isComplete) throw new Error('the run was not delivered');
    await client.close();
    const { status, stdout, stderr } = spawnSync(python, ['-c', PYTHON, server], { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    peers.push(Number(/seconds (\S+)/.exec(stdout)[1]));
  }
  const [own, peer] = [median(ours), median(peers)];
  console.log(
    `\n1,000 points: deliverRun ${own.toFixed(2)} s, mlflow.log_metric ${peer.toFixed(2)} s: ${(peer / own).toFixed(1)} x`,
  );
}

const server = await startMlflow();
try {
  await comparePoints(server.url);
  compareTrainings(server.url);
} finally {
  server.stop();
  rmSync(folder, { recursive: true, force: true });
}
