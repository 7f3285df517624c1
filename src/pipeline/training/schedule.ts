/** The share of all steps in which the rate rises. */
const WARM_UP = 0.3;
const START_DIVISOR = 25;
const END_DIVISOR = 10_000;

/**
 * The learning rate at one step of a one-cycle schedule (Smith and Topin 2018, https://arxiv.org/abs/1708.07120): a
 * cosine from peak / 25 up to the peak over the first 30 % of steps, then a cosine down to peak / 10,000.
 *
 * @param step counted from 0
 */
export function oneCycleRate(step: number, steps: number, peak: number): number {
  const turn = WARM_UP * steps;
  if (step < turn) return cosine(peak / START_DIVISOR, peak, step / turn);
  return cosine(peak, peak / END_DIVISOR, (step - turn) / Math.max(1, steps - turn));
}

function cosine(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2;
}
