/**
 * Rows a second of the forward pass 82-256-3 on one core, and the time of a first prediction from cold; beside them rows a
 * second of the same model as ONNX in onnxruntime, where DIABETES_TEST_PYTHON names a Python that has it.
 *
 * The network and the people are made up. The weights stand off 0 as far as those of a trained network do: about a
 * third of its hidden units are active.
 *
 * Usage: npm run build && node bench/forward.js [rows]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../dist/foundation/random.js';
import { onnxFile } from '../dist/pipeline/bundle/onnx/onnx-file.js';
import { parameterCount, layoutOf } from '../dist/pipeline/model/network.js';
import { createPredictor } from '../dist/pipeline/prediction/predictor.js';

const ROWS = Number(process.argv[2] ?? 50_000);
const ROUNDS = 10;
const BATCH = 1000;
const CLASSES = ['none', 'prediabetes', 'diabetes'];
const random = createRandom(1, 'bench');

const binary = { type: 'binary', minimum: 0, maximum: 1 };
const days = { type: 'count', minimum: 0, maximum: 30 };
const levels = (maximum) => ({ type: 'ordinal', minimum: 1, maximum });
const indicators = [
  ...new Array(3).fill(binary),
  { type: 'continuous', minimum: 12, maximum: 98 },
  ...new Array(9).fill(binary),
  levels(5),
  days,
  days,
  ...new Array(2).fill(binary),
  levels(13),
  levels(6),
  levels(8),
];
const bends = (indicator, kind, places) => places.map((at) => ({ indicator, kind, at, divisor: 10, center: 0.5 }));
const columns = indicators.flatMap(({ type, maximum }, i) => [
  ...(type === 'binary' || type === 'continuous'
    ? [{ indicator: i, kind: 'scale', at: 0, divisor: maximum, center: 0.5 }]
    : []),
  ...(type === 'continuous' ? bends(i, 'hinge', [20, 23, 26, 29, 32, 36, 41, 48]) : []),
  ...(type === 'count' ? bends(i, 'threshold', [1, 3, 6, 11, 21]) : []),
  ...(type === 'ordinal'
    ? bends(
        i,
        'threshold',
        Array.from({ length: maximum - 1 }, (_, k) => k + 2),
      )
    : []),
  { indicator: i, kind: 'present', at: 0, divisor: 1, center: 0 },
]);
const network = { inputs: columns.length, hidden: [256], outputs: CLASSES.length };
const weights = new Float32Array(parameterCount(network));
for (const { inputs, units, kernelOffset, biasOffset } of layoutOf(network)) {
  for (let i = kernelOffset; i < biasOffset; i++) weights[i] = random.normal() * Math.sqrt(2 / inputs);
  weights.fill(-0.4, biasOffset, biasOffset + units);
}
const spec = {
  schema: {
    name: 'bench',
    title: 'Bench',
    disclaimer: '',
    indicators,
    target: { classes: CLASSES.map((id, label) => ({ id, label })) },
  },
  encoder: { formatVersion: 1, columns },
  network,
  calibration: { kind: 'temperature', temperature: 1 },
  decision: { objective: 'macro_f1', weights: [1, 18, 2.6] },
};

// Low codes are the common ones, as in a survey of mostly healthy people.
const people = new Float32Array(ROWS * indicators.length);
for (let i = 0; i < people.length; i++) {
  const { minimum, maximum } = indicators[i % indicators.length];
  people[i] = minimum + Math.floor((maximum - minimum + 1) * random.uniform() ** 2);
}

let started = performance.now();
const predictor = createPredictor(spec, weights);
predictor.predictBatch(people.subarray(0, indicators.length), new Float64Array(CLASSES.length));
console.log(`first prediction, from cold: ${(performance.now() - started).toFixed(1)} ms`);

// Batch by batch, since other programs on the machine disturb some and not others.
const values = people.length / ROWS;
const probabilities = new Float64Array(BATCH * CLASSES.length);
const rates = [];
for (let round = 0; round < ROUNDS; round++) {
  for (let row = 0; row + BATCH <= ROWS; row += BATCH) {
    const batch = people.subarray(row * values, (row + BATCH) * values);
    started = performance.now();
    predictor.predictBatch(batch, probabilities);
    if (round > 0) rates.push((BATCH / (performance.now() - started)) * 1000);
  }
}
rates.sort((a, b) => a - b);
const quantile = (share) => Math.round(rates[Math.floor(share * (rates.length - 1))]).toLocaleString('en');
console.log(`${columns.length}-256-3: median ${quantile(0.5)} rows/s, best tenth ${quantile(0.9)} rows/s`);
const alone = [];
for (let row = 0; row < ROWS; row++) {
  const person = people.subarray(row * values, (row + 1) * values);
  started = performance.now();
  predictor.predictBatch(person, probabilities);
  alone.push((performance.now() - started) * 1000);
}
alone.sort((a, b) => a - b);
console.log(`one row at a time: median ${alone[Math.floor(ROWS / 2)].toFixed(1)} us`);
runOnnx();

/** The same people in the same batches, on one thread. */
function runOnnx() {
  const python = process.env.DIABETES_TEST_PYTHON;
  if (python === undefined) return console.log('skipped: onnxruntime (set DIABETES_TEST_PYTHON)');
  const folder = mkdtempSync(join(tmpdir(), 'bench-forward-'));
  const [model, rows] = [join(folder, 'model.onnx'), join(folder, 'rows.bin')];
  writeFileSync(model, onnxFile(spec, weights));
  writeFileSync(rows, people);
  const script = fileURLToPath(new URL('forward-onnx.py', import.meta.url));
  spawnSync(python, [script, model, rows, BATCH, ROUNDS], { stdio: 'inherit' });
  rmSync(folder, { recursive: true });
}
