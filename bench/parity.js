/**
 * How close three ways to run a saved model come over a whole survey: the predictor in plain TypeScript, the bundle's
 * layers model in TensorFlow.js, and its model.onnx in onnxruntime, where DIABETES_TEST_PYTHON names a Python that has it.
 * Every second answer of every second row is hidden, so that unknown answers count too.
 *
 * Usage: npm run build && node bench/parity.js survey.csv model
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { loadBundle } from '../dist/pipeline/bundle/load-bundle.js';
import { gatherValues } from '../dist/pipeline/dataset/gather-values.js';
import { readDataset } from '../dist/pipeline/dataset/read-dataset.js';
import { encodeValue } from '../dist/pipeline/features/encoder.js';
import { createPredictor } from '../dist/pipeline/prediction/predictor.js';

const [survey, model] = process.argv.slice(2);
if (model === undefined) {
  console.error('Usage: node bench/parity.js survey.csv model');
  process.exit(2);
}
const BATCH = 4096;
const { folder, manifest, weights } = await loadBundle(resolve(model));
const { schema, encoder, network } = manifest;
const classes = network.outputs;
const { dataset } = await readDataset({ source: survey, schema });
const people = gatherValues(dataset);
const answers = schema.indicators.length;
for (let i = 0; i < people.length; i++) if (Math.floor(i / answers) % 2 === 1 && i % 2 === 1) people[i] = Number.NaN;
const predictor = createPredictor(manifest, weights);
const own = new Float64Array(dataset.rows * classes);
predictor.predictBatch(people, own);

console.log(`${dataset.rows.toLocaleString('en-US')} rows, the greatest difference of a probability`);
console.log(`TensorFlow.js ${tf.version_core}: ${greatest(await withTensorFlow()).toExponential(1)}`);
withOnnx();

function greatest(others) {
  return own.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i])), 0);
}

/** Logits of the layers model, then softmax at the bundle's temperature. */
async function withTensorFlow() {
  await tf.setBackend('cpu');
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const weightData = new Uint8Array(readFileSync(join(folder, 'weights.bin'))).buffer;
  const layers = await loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
  );
  const probabilities = new Float64Array(own.length);
  for (let start = 0; start < dataset.rows; start += BATCH) {
    const rows = Math.min(BATCH, dataset.rows - start);
    const inputs = Float32Array.from({ length: rows * network.inputs }, (_, i) => {
      const column = encoder.columns[i % network.inputs];
      return encodeValue(column, people[(start + Math.floor(i / network.inputs)) * answers + column.indicator]);
    });
    const found = tf.tidy(() =>
      tf
        .softmax(tf.div(layers.predict(tf.tensor2d(inputs, [rows, network.inputs])), manifest.calibration.temperature))
        .dataSync(),
    );
    probabilities.set(found, start * classes);
  }
  return probabilities;
}

function withOnnx() {
  const python = process.env.DIABETES_TEST_PYTHON;
  if (python === undefined) return console.log('skipped: onnxruntime (set DIABETES_TEST_PYTHON)');
  const place = mkdtempSync(join(tmpdir(), 'bench-parity-'));
  try {
    const [rows, ours] = [join(place, 'rows.bin'), join(place, 'ours.bin')];
    writeFileSync(rows, people);
    writeFileSync(ours, own);
    const script = fileURLToPath(new URL('parity-onnx.py', import.meta.url));
    const { status } = spawnSync(python, [script, join(folder, 'model.onnx'), rows, ours, String(classes)], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  } finally {
    rmSync(place, { recursive: true });
  }
}
