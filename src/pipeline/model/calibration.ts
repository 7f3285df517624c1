import type { Calibration } from './model.ts';

/** Temperatures outside these say that the logits separate the classes, or tell nothing. */
const LOWEST_TEMPERATURE = 0.01;
const HIGHEST_TEMPERATURE = 100;
const TOLERANCE = 1e-10;
const MOST_STEPS = 200;

/**
 * The temperature with the least log-loss, to 1e-10 (relative) and within 0.01 to 100; 1 where every one is equal.
 *
 * The log-loss is convex in 1/T: Newton's method, with bisection wherever a step would leave the bracket.
 *
 * @param logits rows x classes, before calibration
 * @param labels the class of each row
 */
export function fitTemperature(logits: Float64Array, labels: Uint8Array, classes: number): Calibration {
  let low = 1 / HIGHEST_TEMPERATURE;
  let high = 1 / LOWEST_TEMPERATURE;
  let scale = 1;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { slope, curvature } = lossDerivatives({ logits, labels, classes }, scale);
    if (slope === 0) break;
    if (slope > 0) high = scale;
    else low = scale;
    const newton = scale - slope / curvature;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    const change = Math.abs(next - scale);
    scale = next;
    if (change <= TOLERANCE * scale) break;
  }
  return { kind: 'temperature', temperature: 1 / scale };
}

interface LabelledLogits {
  readonly logits: Float64Array;
  readonly labels: Uint8Array;
  readonly classes: number;
}

/** First and second derivative of the summed log-loss of softmax(scale x logits) with respect to `scale`. */
function lossDerivatives({ logits, labels, classes }: LabelledLogits, scale: number) {
  let slope = 0;
  let curvature = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    const own = logits[start + labels[row]!]!;
    let greatest = -Infinity;
    for (let i = start; i < start + classes; i++) greatest = Math.max(greatest, logits[i]!);
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let i = start; i < start + classes; i++) {
      const weight = Math.exp(scale * (logits[i]! - greatest));
      // Measured from the label's own logit, so that the slope does not come from a difference of great numbers.
      const distance = logits[i]! - own;
      sum += weight;
      first += weight * distance;
      second += weight * distance * distance;
    }
    const mean = first / sum;
    slope += mean;
    curvature += second / sum - mean * mean;
  }
  return { slope, curvature };
}
