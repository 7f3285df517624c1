// How long the metrics of 1,000 resamples of 50,000 rows take, on one core, beside scikit-learn and numpy.
//
//   npm run build && node bench/bootstrap.js [rows]
//
// Both measure the same metrics of the same made-up predictions, drawn with replacement: every metric of `diabetes
// evaluate`. Python takes a few resamples, and its time is scaled to 1,000; nothing else is scaled. DIABETES_TEST_PYTHON
// names a Python with scikit-learn.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../dist/foundation/random.js';
import { drawSamples } from '../dist/pipeline/evaluation/bootstrap.js';
import { createMeasurer } from '../dist/pipeline/evaluation/measurer.js';

const ROWS = Number(process.argv[2] ?? 50_000);
const RESAMPLES = 1000;
const PYTHON_RESAMPLES = 5;
const ROUNDS = 3;
const CLASSES = ['none', 'prediabetes', 'diabetes'];
const METRICS = fileURLToPath(new URL('../test/fixtures/scikit-learn.py', import.meta.url));
const PYTHON = `
import runpy, sys, time
import numpy as np
script = runpy.run_path(sys.argv[1])
columns = script["read_input"]()
random = np.random.default_rng(1)
begun = time.perf_counter()
for _ in range(int(sys.argv[2])):
    rows = random.integers(0, len(columns[0]), len(columns[0]))
    script["measure"](*(column[rows] for column in columns))
print(time.perf_counter() - begun)
`;

const predictions = makeUp();
const python = process.env.DIABETES_TEST_PYTHON ?? 'python3';
const hasPython = spawnSync(python, ['-c', 'import sklearn']).status === 0;
const own = [];
const peer = [];
// In turn, so that what else the machine does falls on both.
for (let round = 0; round < ROUNDS; round++) {
  own.push(measureOwn());
  if (hasPython) peer.push(measurePython());
}
console.log(`${RESAMPLES.toLocaleString('en')} resamples of ${ROWS.toLocaleString('en')} rows, median of ${ROUNDS}`);
console.log(`  here           ${median(own).toFixed(2)} s`);
if (hasPython) {
  console.log(`  scikit-learn   ${median(peer).toFixed(0)} s, scaled from ${PYTHON_RESAMPLES} resamples`);
  console.log(`  ratio          ${(median(peer) / median(own)).toFixed(0)}`);
} else {
  console.log('  scikit-learn   skipped: no python with scikit-learn');
}

/** Probabilities of which about as many differ as in a survey, and labels that are drawn from them. */
function makeUp() {
  const random = createRandom(1, 'bench');
  const probabilities = new Float64Array(ROWS * CLASSES.length);
  const labels = new Uint8Array(ROWS);
  const predicted = new Uint8Array(ROWS);
  const uncalibratedAny = new Float64Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const powers = [2 + random.normal(), -1.5 + random.normal() / 4, random.normal()].map(Math.exp);
    const [none, pre, diabetes] = powers.map((power) => power / (powers[0] + powers[1] + powers[2]));
    probabilities.set([none, pre, diabetes], row * CLASSES.length);
    const draw = random.uniform();
    labels[row] = draw < none ? 0 : draw < none + pre ? 1 : 2;
    predicted[row] = none > 0.75 ? 0 : pre > 0.08 ? 1 : 2;
    uncalibratedAny[row] = (1 - none) ** 1.1;
  }
  return { classIds: CLASSES, probabilities, labels, predicted, uncalibratedAny };
}

function measureOwn() {
  const begun = performance.now();
  drawSamples([createMeasurer(predictions)], { seed: 1, from: 0, to: RESAMPLES });
  return (performance.now() - begun) / 1000;
}

function measurePython() {
  const { labels, predicted, probabilities, uncalibratedAny } = predictions;
  const input = JSON.stringify({
    labels: Array.from(labels),
    predicted: Array.from(predicted),
    probabilities: Array.from(probabilities),
    uncalibratedAny: Array.from(uncalibratedAny),
  });
  const { status, stdout, stderr } = spawnSync(python, ['-c', PYTHON, METRICS, String(PYTHON_RESAMPLES)], {
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${python} ended with ${status}:\n${stderr}`);
  return (Number(stdout) / PYTHON_RESAMPLES) * RESAMPLES;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
