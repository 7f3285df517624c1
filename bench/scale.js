/**
 * What ten times the rows cost: time of an epoch, and memory for each further million rows. On synthetic rows, 250,000 and
 * 2,500,000 of them.
 *
 * Usage: npm run build && node bench/scale.js
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SIZES = [250_000, 2_500_000];
const EPOCHS = 1;

const program = fileURLToPath(new URL('../bin/diabetes.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-scale-'));

/** Trains on made-up rows: the seconds of one epoch of the network, and the most memory held. */
function train(rows) {
  const params = { 'data.synthetic_rows': rows, 'train.epochs': EPOCHS, 'train.teacher_epochs': EPOCHS };
  const set = Object.entries(params).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const args = [program, 'train', '--out', join(folder, 'model'), '--no-track', '--json', ...set];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const events = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const fit = events.find(({ type, stage }) => type === 'stage-completed' && stage === 'fit');
  return { rows, epoch: fit.durationMs / 1000 / EPOCHS, memory: JSON.parse(stdout).peakMemoryBytes / 1e6 };
}

try {
  const [small, large] = SIZES.map(train);
  for (const { rows, epoch, memory } of [small, large]) {
    console.log(
      `${rows.toLocaleString('en-US').padStart(9)} rows: ${epoch.toFixed(2)} s an epoch, ${memory.toFixed(0)} MB`,
    );
  }
  const millions = (large.rows - small.rows) / 1e6;
  console.log(`ten times the rows: ${(large.epoch / small.epoch).toFixed(2)} times the time of an epoch`);
  console.log(`a further million rows: ${((large.memory - small.memory) / millions).toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
