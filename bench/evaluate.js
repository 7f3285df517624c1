// How long `diabetes evaluate` takes on 50,736 rows, and how much memory: metrics with intervals and slices, and the same
// with a page that tells what the model goes by. Each is a whole process.
//
//   npm run build && node bench/evaluate.js survey.csv [rounds]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const [survey, rounds = '3'] = process.argv.slice(2);
if (survey === undefined) {
  console.error('Usage: node bench/evaluate.js survey.csv [rounds]');
  process.exit(2);
}

const program = fileURLToPath(new URL('../bin/diabetes.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bench-evaluate-'));
const KINDS = {
  'metrics, intervals, slices': ['evaluate', '--model', 'model', '--json'],
  'the same with a page': ['evaluate', '--model', 'model', '--json', '--report', 'report.html'],
};

/** Runs the program to its end: seconds, and the most memory held in MB, as GNU time tells it. */
function run(argv) {
  const begun = performance.now();
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', process.execPath, program, ...argv], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  const kilobytes = Number(stderr.trim().split('\n').at(-1));
  return { seconds: (performance.now() - begun) / 1000, megabytes: (kilobytes * 1024) / 1e6 };
}

try {
  run(['train', '--data', resolve(survey), '--out', 'model', '--no-track', '--quiet']);
  const best = {};
  // In turn, so that what else the machine does falls on both.
  for (let round = 0; round < Number(rounds); round++) {
    for (const [kind, argv] of Object.entries(KINDS)) {
      const { seconds, megabytes } = run(argv);
      const earlier = best[kind] ?? { seconds: Infinity, megabytes: 0 };
      best[kind] = {
        seconds: Math.min(earlier.seconds, seconds),
        megabytes: Math.max(earlier.megabytes, megabytes),
      };
    }
  }
  console.log(`${cpus().length} cores, the fastest of ${rounds} rounds`);
  for (const [kind, { seconds, megabytes }] of Object.entries(best)) {
    console.log(`${kind.padEnd(27)} ${seconds.toFixed(1).padStart(5)} s  ${megabytes.toFixed(0)} MB at most`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
