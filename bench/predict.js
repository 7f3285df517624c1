/**
 * What a prediction costs, as whole processes side by side: one person beside an empty run of Node and scikit-learn; a
 * survey from CSV to CSV beside pandas with models of scikit-learn and LightGBM; and memory for 20 times the rows.
 *
 * Usage: npm run build && node bench/predict.js survey.csv [rounds]
 *
 * DIABETES_TEST_PYTHON names a Python with scikit-learn and pandas, and lightgbm for that one; without it there are no
 * peers. Memory is told by GNU time.
 */
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const COPIES = 20;
const [survey, rounds = '5'] = process.argv.slice(2);
if (survey === undefined) {
  console.error('Usage: node bench/predict.js survey.csv [rounds]');
  process.exit(2);
}
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const python = process.env.DIABETES_TEST_PYTHON;
const folder = mkdtempSync(join(tmpdir(), 'bench-predict-'));
const model = join(folder, 'model');

/** Runs a program to its end: seconds, and the most memory held in MB. */
function run(command, args) {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', command, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  const kilobytes = Number(stderr.trim().split('\n').at(-1));
  return { seconds: (performance.now() - begun) / 1000, megabytes: (kilobytes * 1024) / 1e6, stdout };
}

const diabetes = (...args) => [process.execPath, [path('../bin/diabetes.js'), ...args]];
const peer = (...args) => [python, [path('predict.py'), ...args]];

/** Runs each in turn, so that what else the machine does falls on all; the fastest of the rounds counts. */
function compare(title, programs, { times = Number(rounds), base = Object.keys(programs)[0] } = {}) {
  const best = {};
  for (let round = 0; round < times; round++) {
    for (const [name, [command, args]] of Object.entries(programs)) {
      const { seconds, megabytes } = run(command, args);
      const earlier = best[name] ?? { seconds: Infinity, megabytes: 0 };
      best[name] = {
        seconds: Math.min(earlier.seconds, seconds),
        megabytes: Math.max(earlier.megabytes, megabytes),
      };
    }
  }
  console.log(`\n${title}, the fastest of ${times} rounds`);
  for (const [name, { seconds, megabytes }] of Object.entries(best)) {
    const ratio = (seconds / best[base].seconds).toFixed(2).padStart(7);
    console.log(
      `${name.padEnd(30)} ${seconds.toFixed(3).padStart(8)} s ${ratio} x  ${megabytes.toFixed(0).padStart(5)} MB`,
    );
  }
}

/** The survey's rows again and again below one header. */
async function repeat(times, out) {
  const text = readFileSync(survey);
  const body = text.subarray(text.indexOf('\n') + 1);
  const pieces = function* () {
    yield text;
    for (let i = 1; i < times; i++) yield body;
  };
  await pipeline(pieces, createWriteStream(out));
}

try {
  console.log(`${cpus().length} cores, Node ${process.version}`);
  run(...diabetes('train', '--data', resolve(survey), '--out', model, '--no-track', '--quiet'));
  const peers =
    python === undefined
      ? []
      : run(...peer('fit', survey, folder))
          .stdout.trim()
          .split('\n');
  if (python === undefined) console.log('skipped: peers (set DIABETES_TEST_PYTHON)');
  const saved = (name) => join(folder, `${name}.joblib`);
  compare(
    'one person',
    {
      'node -e 0': [process.execPath, ['-e', '0']],
      'diabetes predict': diabetes('predict', '--model', model, '--age', '52', '--bmi', '31'),
      ...Object.fromEntries(peers.map((name) => [`python, ${name}`, peer('one', saved(name))])),
    },
    { times: Number(rounds) * 3 },
  );
  const out = join(folder, 'out.csv');
  compare(
    'the survey from CSV to CSV',
    {
      'diabetes predict': diabetes('predict', '--model', model, '--input', survey, '--out', out, '--quiet'),
      ...Object.fromEntries(peers.map((name) => [`pandas, ${name}`, peer('file', saved(name), survey, out)])),
    },
    peers.includes('logistic') ? { base: 'pandas, logistic' } : {},
  );
  const large = join(folder, 'large.csv');
  await repeat(COPIES, large);
  compare(
    'memory',
    Object.fromEntries(
      [
        ['the survey', survey],
        [`${COPIES} times its rows`, large],
      ].map(([title, input]) => [
        title,
        diabetes('predict', '--model', model, '--input', input, '--out', out, '--quiet'),
      ]),
    ),
    { times: 1 },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
