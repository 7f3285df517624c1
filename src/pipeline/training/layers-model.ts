import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { NetworkSpec } from '../model/network.ts';

/**
 * The network as a TensorFlow.js layers model: the text of a model.json that goes with a weights.bin holding the flat
 * parameter vector. It takes encoded inputs and gives logits.
 */
export async function layersModelJson(network: NetworkSpec): Promise<string> {
  const model = sequential({ name: 'diabetes' });
  [...network.hidden, network.outputs].forEach((units, i) => {
    const isLast = i === network.hidden.length;
    model.add(
      layers.dense({
        name: isLast ? 'logits' : `hidden_${i + 1}`,
        units,
        activation: isLast ? 'linear' : 'relu',
        // The weights come from the flat vector; zeros cost nothing and draw no random numbers.
        kernelInitializer: 'zeros',
        ...(i === 0 ? { inputShape: [network.inputs] } : {}),
      }),
    );
  });
  let text = '';
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      text = JSON.stringify({
        format: 'layers-model',
        generatedBy: 'diabetes-mlops',
        convertedBy: null,
        modelTopology: artifacts.modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }],
      });
      const modelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: 'JSON' as const };
      return Promise.resolve({ modelArtifactsInfo });
    }),
  );
  model.dispose();
  return `${text}\n`;
}
