/**
 * One input of the network, made from one indicator's value x. The list of kinds is closed: each has one meaning here,
 * in the tensors of training and in ONNX.
 *
 * - `scale`: x / divisor
 * - `threshold`: 1 when x >= at, else 0
 * - `hinge`: max(0, x - at) / divisor
 * - `indicator`: 1 when x = at, else 0
 * - `present`: 1
 *
 * The input is that value minus `center`, and 0 where the answer is unknown: an unknown answer counts as the average
 * one, and `present` lets the network tell the two apart.
 */
export interface EncoderColumn {
  /** The indicator's place in the schema. */
  readonly indicator: number;
  readonly kind: 'scale' | 'threshold' | 'hinge' | 'indicator' | 'present';
  readonly at: number;
  readonly divisor: number;
  readonly center: number;
}

/** How answers become the network's inputs: learnt from the training rows, kept in the bundle. */
export interface Encoder {
  readonly formatVersion: 1;
  /** In the order of the network's inputs. */
  readonly columns: readonly EncoderColumn[];
}

/** One input for one value; NaN is unknown. */
export function encodeValue(column: EncoderColumn, x: number): number {
  return Number.isNaN(x) ? 0 : featureOf(column, x) - column.center;
}

/** The feature before centring, for a known value. */
export function featureOf(column: Omit<EncoderColumn, 'center'>, x: number): number {
  switch (column.kind) {
    case 'scale':
      return x / column.divisor;
    case 'threshold':
      return x >= column.at ? 1 : 0;
    case 'hinge':
      return Math.max(0, x - column.at) / column.divisor;
    case 'indicator':
      return x === column.at ? 1 : 0;
    case 'present':
      return 1;
  }
}
