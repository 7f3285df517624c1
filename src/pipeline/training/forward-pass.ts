import type { Dataset } from '../dataset/dataset.ts';
import type { Encoder } from '../features/encoder.ts';
import { layoutOf, type NetworkSpec } from '../model/network.ts';
import { createAnswerLayer } from './answer-layer.ts';
import { createDenseLayers } from './dense-layers.ts';

const BATCH_ROWS = 512;

export interface ForwardPassOptions {
  readonly dataset: Dataset;
  readonly encoder: Encoder;
  readonly network: NetworkSpec;
}

/** Calls `use` with the logits of all rows, complete as they are, batch by batch; `start` is the first row of a batch. */
export type ForwardPass = (weights: Float32Array, use: (logits: Float32Array, start: number) => void) => void;

/** Prepares the network as it is in training, without gradients, on the backend that runs in this thread. */
export function createForwardPass(options: ForwardPassOptions): ForwardPass {
  const [first, ...rest] = layoutOf(options.network);
  const answers = createAnswerLayer({
    ...options,
    layout: first!,
    next: rest[0],
    maximumRows: BATCH_ROWS,
  });
  const dense = createDenseLayers(rest);
  const { rows } = options.dataset;
  const batch = new Uint32Array(BATCH_ROWS);
  return (weights, use) => {
    for (let start = 0; start < rows; start += BATCH_ROWS) {
      const numbers = batch.subarray(0, rows - start);
      for (let i = 0; i < numbers.length; i++) numbers[i] = start + i;
      use(dense.run(weights, answers.run(weights, numbers)), start);
    }
  };
}
