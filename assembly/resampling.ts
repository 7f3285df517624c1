// The passes over the rows that the bootstrap makes thousands of times (src/pipeline/evaluation), in AssemblyScript: the
// engine compiles WebAssembly once, and its speed does not depend on what ran before. Everything is in the one memory,
// named by its address. `weights` holds a byte a row: how often the row counts. An order holds a uint32 a row, from the
// greatest score to the least: the row's number, and in the two bits above it what the row is. Of a tie, rows of equal
// score, only the end is looked at. `npm run build:kernel` compiles this file into resampling-kernel-code.ts.

/** The row is positive. */
const POSITIVE: u32 = 0x8000_0000;
/** The next row has another score. */
const ENDS_TIE: u32 = 0x4000_0000;
const ROW: u32 = 0x3fff_ffff;

/** Draws as many rows as there are, with replacement: xoshiro128** 1.1 from the state a, b, c, d, as foundation/random.ts. */
export function draw(a: u32, b: u32, c: u32, d: u32, weights: usize, rows: u32): void {
  memory.fill(weights, 0, rows);
  for (let i: u32 = 0; i < rows; i++) {
    const number = rotl<u32>(b * 5, 7) * 9;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
    const drawn = weights + <usize>((<u64>number * rows) >> 32);
    store<u8>(drawn, load<u8>(drawn) + 1);
  }
}

/** Writes into `out` the ROC AUC and the average precision, NaN where only one kind of rows has a weight. */
export function rank(order: usize, weights: usize, rows: u32, out: usize): void {
  let found: u32 = 0;
  let upTo: u32 = 0;
  let foundAbove: u32 = 0;
  let above: u32 = 0;
  // Twice the area in rows x rows: a whole number.
  let area: u64 = 0;
  let precisions: f64 = 0;
  // Without branches on the weight or the kind, which no processor could foresee.
  for (let i: u32 = 0; i < rows; i++) {
    const entry = load<u32>(order + ((<usize>i) << 2));
    const weight = <u32>load<u8>(weights + (entry & ROW));
    upTo += weight;
    found += weight & (<u32>((<i32>entry) >> 31));
    if ((entry & ENDS_TIE) == 0) continue;
    const newlyFound = found - foundAbove;
    area += <u64>(upTo - above - newlyFound) * (found + foundAbove);
    precisions += <f64>(<i64>newlyFound * found) / <f64>(<i64>max<u32>(upTo, 1));
    foundAbove = found;
    above = upTo;
  }
  const wrong = upTo - found;
  const isDefined = found > 0 && wrong > 0;
  store<f64>(out, isDefined ? <f64>area / (2 * <f64>found * <f64>wrong) : NaN, 0);
  store<f64>(out, isDefined ? precisions / <f64>found : NaN, 8);
}

/** The calibration error of scores in the order, in so many bins of equal weight; the weights' sum is `total`. */
export function calibrate(order: usize, scores: usize, weights: usize, rows: u32, bins: u32, total: u32): f64 {
  let found: u32 = 0;
  let upTo: u32 = 0;
  let foundAbove: u32 = 0;
  let above: u32 = 0;
  let foundAboveBin: u32 = 0;
  let predicted: f64 = 0;
  let gaps: f64 = 0;
  // A tie is in the next bin where `bins` times twice its middle place is above this.
  let binEnd = 2 * <u64>total;
  for (let i: u32 = 0; i < rows; i++) {
    const entry = load<u32>(order + ((<usize>i) << 2));
    const weight = <u32>load<u8>(weights + (entry & ROW));
    upTo += weight;
    found += weight & (<u32>((<i32>entry) >> 31));
    if ((entry & ENDS_TIE) == 0) continue;
    const place = <u64>bins * (above + upTo);
    if (place > binEnd) {
      gaps += abs<f64>(<f64>(foundAbove - foundAboveBin) - predicted);
      predicted = 0;
      foundAboveBin = foundAbove;
      while (place > binEnd) binEnd += 2 * <u64>total;
    }
    predicted += load<f64>(scores + ((<usize>i) << 3)) * <f64>(<i32>(upTo - above));
    foundAbove = found;
    above = upTo;
  }
  return (gaps + abs<f64>(<f64>(found - foundAboveBin) - predicted)) / <f64>total;
}

/** Writes into `out` the weighted sums of two losses of each row, which stand side by side; gives the weights' sum. */
export function sumLosses(losses: usize, weights: usize, rows: u32, out: usize): u32 {
  let total: u32 = 0;
  let sums = f64x2.splat(0);
  for (let row: u32 = 0; row < rows; row++) {
    const weight = <u32>load<u8>(weights + row);
    total += weight;
    sums = f64x2.add(sums, f64x2.mul(f64x2.splat(<f64>(<i32>weight)), v128.load(losses + ((<usize>row) << 4))));
  }
  v128.store(out, sums);
  return total;
}

/** Writes into `counts` the weights' sums of the rows of each cell: `cells` holds a uint16 a row, `counts` a uint32 a cell. */
export function countCells(cells: usize, weights: usize, rows: u32, counts: usize, length: u32): void {
  memory.fill(counts, 0, (<usize>length) << 2);
  for (let row: u32 = 0; row < rows; row++) {
    const count = counts + ((<usize>load<u16>(cells + ((<usize>row) << 1))) << 2);
    store<u32>(count, load<u32>(count) + load<u8>(weights + row));
  }
}

/**
 * `rank`, `sumLosses` and `calibrate` in one pass, for weights whose sum is `rows`: writes into `out` the ROC AUC, the mean
 * log-loss and the calibration error. `terms` holds two float64 for each row of the order: its log-loss, and its residual,
 * which is 1 or 0, as it is true, less the score.
 */
export function judge(order: usize, terms: usize, weights: usize, rows: u32, bins: u32, out: usize): void {
  let found: u32 = 0;
  let upTo: u32 = 0;
  let foundAbove: u32 = 0;
  let above: u32 = 0;
  let area: u64 = 0;
  let sums = f64x2.splat(0);
  let residualAbove: f64 = 0;
  let residualAboveBin: f64 = 0;
  let gaps: f64 = 0;
  let binEnd = 2 * <u64>rows;
  for (let i: u32 = 0; i < rows; i++) {
    const entry = load<u32>(order + ((<usize>i) << 2));
    const weight = <u32>load<u8>(weights + (entry & ROW));
    upTo += weight;
    found += weight & (<u32>((<i32>entry) >> 31));
    sums = f64x2.add(sums, f64x2.mul(f64x2.splat(<f64>(<i32>weight)), v128.load(terms + ((<usize>i) << 4))));
    if ((entry & ENDS_TIE) == 0) continue;
    const place = <u64>bins * (above + upTo);
    if (place > binEnd) {
      gaps += abs<f64>(residualAbove - residualAboveBin);
      residualAboveBin = residualAbove;
      while (place > binEnd) binEnd += 2 * <u64>rows;
    }
    area += <u64>(upTo - above - (found - foundAbove)) * (found + foundAbove);
    foundAbove = found;
    above = upTo;
    residualAbove = f64x2.extract_lane(sums, 1);
  }
  const wrong = rows - found;
  const isDefined = found > 0 && wrong > 0;
  store<f64>(out, isDefined ? <f64>area / (2 * <f64>found * <f64>wrong) : NaN, 0);
  store<f64>(out, f64x2.extract_lane(sums, 0) / <f64>rows, 8);
  store<f64>(out, (gaps + abs<f64>(residualAbove - residualAboveBin)) / <f64>rows, 16);
}
