/** A double has eight bytes; the keys are sorted by one of them after the other, the least significant first. */
const BYTES = 8;

/** Memory in which places are sorted. */
export type OrderRoom = readonly [Uint32Array, Uint32Array];

/** Room for so many places. */
export function createOrderRoom(length: number): OrderRoom {
  return [new Uint32Array(length), new Uint32Array(length)];
}

/**
 * The places of the keys from the least key to the greatest; equal keys keep their order.
 *
 * A radix sort: the bits of doubles that are not negative have the order of their values, and it takes a third of the
 * time of sorting with a comparison function.
 *
 * @param keys numbers of 0 or more, Infinity included, but not -0, whose sign bit would put it last
 * @param room as long as the keys; the order is written into one of the two
 */
export function ascendingOrder(keys: Float64Array, room = createOrderRoom(keys.length)): Uint32Array {
  const rows = keys.length;
  let [order, other] = room;
  for (let row = 0; row < rows; row++) order[row] = row;
  const bytes = new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength);
  const starts = new Uint32Array(256);
  for (let byte = 0; byte < BYTES; byte++) {
    starts.fill(0);
    for (let i = byte; i < bytes.length; i += BYTES) starts[bytes[i]!]!++;
    let start = 0;
    for (let value = 0; value < starts.length; value++) {
      const size = starts[value]!;
      starts[value] = start;
      start += size;
    }
    for (let i = 0; i < rows; i++) {
      const row = order[i]!;
      other[starts[bytes[row * BYTES + byte]!]!++] = row;
    }
    [order, other] = [other, order];
  }
  return order;
}
