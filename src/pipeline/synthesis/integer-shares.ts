/** Integers in the proportions of `shares`, which add up to 1, that add up to `total`: the largest remainders go up. */
export function toIntegers(shares: Float64Array, total: number): readonly number[] {
  const integers = Array.from(shares, (share) => Math.floor(share * total));
  const missing = total - integers.reduce((sum, value) => sum + value, 0);
  const order = integers
    .map((value, index) => ({ index, remainder: shares[index]! * total - value }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index);
  for (const { index } of order.slice(0, missing)) integers[index]! += 1;
  return integers;
}
