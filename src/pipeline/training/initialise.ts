import type { Random } from '../../foundation/random.ts';
import { layoutOf, parameterCount, type NetworkSpec } from '../model/network.ts';

/** The last layer starts small, so that the first predictions are near the class shares. */
const LAST_LAYER_GAIN = 0.1;

/** Starting weights: kernels normal with variance 2 / inputs (He et al. 2015, https://arxiv.org/abs/1502.01852), biases 0. */
export function initialWeights(network: NetworkSpec, random: Random): Float32Array {
  const weights = new Float32Array(parameterCount(network));
  const layers = layoutOf(network);
  layers.forEach((layer, i) => {
    const gain = i + 1 === layers.length ? LAST_LAYER_GAIN : 1;
    const deviation = gain * Math.sqrt(2 / layer.inputs);
    for (let k = layer.kernelOffset; k < layer.biasOffset; k++) weights[k] = deviation * random.normal();
  });
  return weights;
}

/** 1 where a parameter is a kernel's, 0 where it is a bias: biases do not decay. */
export function decayMask(network: NetworkSpec): Float32Array {
  const mask = new Float32Array(parameterCount(network));
  for (const layer of layoutOf(network)) mask.fill(1, layer.kernelOffset, layer.biasOffset);
  return mask;
}
