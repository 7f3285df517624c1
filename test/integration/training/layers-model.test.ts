import { beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { createRandom } from '../../../src/foundation/random.ts';
import { encodeValue } from '../../../src/pipeline/features/encoder.ts';
import { parameterCount } from '../../../src/pipeline/model/network.ts';
import { createPredictor } from '../../../src/pipeline/prediction/predictor.ts';
import { startBackend } from '../../../src/pipeline/training/backend.ts';
import { layersModelJson } from '../../../src/pipeline/training/layers-model.ts';
import { createForwardPass } from '../../../src/pipeline/training/forward-pass.ts';
import { madeUpModel } from '../../unit/prediction/made-up-model.ts';

const ROWS = 500;

beforeAll(() => startBackend('wasm', {}));

describe.each([[[]], [[8]], [[16, 8]]])('the forward pass of a network with the hidden layers %p', (hidden) => {
  const { spec, weights } = madeUpModel(hidden);
  const { indicators } = spec.schema;
  const width = indicators.length;
  const random = createRandom(2, 'people');
  const people = Float32Array.from({ length: ROWS * indicators.length }, (_, i) => {
    const { minimum, maximum } = indicators[i % indicators.length]!;
    return random.uniform() < 0.3 ? Number.NaN : Math.round(minimum + random.uniform() * (maximum - minimum));
  });
  const encode = () =>
    tf.tensor2d(
      Array.from({ length: ROWS }, (_, row) =>
        spec.encoder.columns.map((column) => encodeValue(column, people[row * indicators.length + column.indicator]!)),
      ),
    );
  const logits = new Float64Array(ROWS * spec.network.outputs);
  createPredictor(spec, weights).logitsBatch(people, logits);

  it('is that of training within 1e-6 of the logits', () => {
    const columns = indicators.map((_, i) => Float32Array.from({ length: ROWS }, (_, row) => people[row * width + i]!));
    const dataset = { rows: ROWS, columns, labels: new Uint8Array(ROWS) };
    const trained = new Float32Array(logits.length);
    createForwardPass({ ...spec, dataset })(weights, (batch, start) => {
      trained.set(batch, start * spec.network.outputs);
    });
    expect(greatestDifference(logits, trained)).toBeLessThan(1e-6 * greatest(logits));
  });

  it('is that of the layers model in the bundle', async () => {
    expect(weights).toHaveLength(parameterCount(spec.network));
    const { modelTopology, weightsManifest } = JSON.parse(await layersModelJson(spec.network)) as {
      modelTopology: object;
      weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
    };
    const weightSpecs = weightsManifest.flatMap((group) => group.weights);
    const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength) as ArrayBuffer;
    const model = await loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
    const tensor = (model.predict(encode()) as tf.Tensor).dataSync();
    expect(greatestDifference(logits, tensor)).toBeLessThan(1e-6 * greatest(logits));
  });
});

function greatest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
}

function greatestDifference(left: Float64Array, right: ArrayLike<number>): number {
  return left.reduce((most, value, i) => Math.max(most, Math.abs(value - right[i]!)), 0);
}
