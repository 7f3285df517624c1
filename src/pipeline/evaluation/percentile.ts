/**
 * The value below which a share of the values lies; between the two nearest where it falls between them, as numpy has it.
 *
 * @param sorted from the least to the greatest, at least one
 */
export function percentile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below]!;
  return low + (sorted[Math.min(below + 1, sorted.length - 1)]! - low) * (place - below);
}
