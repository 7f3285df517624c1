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

/** Calls `use` with the logits of complete rows, batch by batch; `start` is the place of a batch in `rows`. */
export type ForwardPass = (
  weights: Float32Array,
  rows: Uint32Array,
  use: (logits: Float32Array, start: number) => void,
) => void;

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
  return (weights, rows, use) => {
    for (let start = 0; start < rows.length; start += BATCH_ROWS) {
      use(dense.run(weights, answers.run(weights, rows.subarray(start, start + BATCH_ROWS))), start);
    }
  };
}
