/** The mean loss of some rows, and its gradient by the logits, rows x classes. */
export interface LossAndDelta {
  readonly loss: number;
  readonly delta: Float32Array;
}

/**
 * Mean cross-entropy of softmax(logits) against target shares: with p the softmax and t the targets of a row, its loss is
 * -sum(t log p), and its gradient p sum(t) - t. A row's targets add up to how much it counts.
 *
 * @param logits rows x classes
 * @param targets rows x classes
 */
export function crossEntropy(logits: Float32Array, targets: Float32Array, classes: number): LossAndDelta {
  const rows = logits.length / classes;
  const delta = new Float32Array(logits.length);
  let loss = 0;
  for (let start = 0; start < logits.length; start += classes) {
    let greatest = -Infinity;
    for (let i = start; i < start + classes; i++) greatest = Math.max(greatest, logits[i]!);
    let sum = 0;
    let weight = 0;
    for (let i = start; i < start + classes; i++) {
      const power = Math.exp(logits[i]! - greatest);
      delta[i] = power;
      sum += power;
      weight += targets[i]!;
    }
    const logSum = greatest + Math.log(sum);
    for (let i = start; i < start + classes; i++) {
      loss += targets[i]! * (logSum - logits[i]!);
      delta[i] = ((delta[i]! / sum) * weight - targets[i]!) / rows;
    }
  }
  return { loss: loss / rows, delta };
}
