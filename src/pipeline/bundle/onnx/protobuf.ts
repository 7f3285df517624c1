/** A whole number of 0 or more, a text, bytes, or a message. */
type Value = number | string | Uint8Array | Message;
type Field = Value | readonly Value[];

/** A protobuf message: values by the numbers of their fields; a repeated field has a list of them. */
export interface Message {
  readonly [field: number]: Field;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/**
 * The message's bytes (https://protobuf.dev/programming-guides/encoding). Fields stand in the order of their numbers, so
 * that equal messages give equal bytes.
 */
export function encodeMessage(message: Message): Uint8Array {
  const parts: Uint8Array[] = [];
  // The whole numbers among an object's keys come in ascending order.
  for (const [field, values] of Object.entries(message) as [string, Field][]) {
    for (const value of [values].flat()) parts.push(...encodeField(Number(field), value));
  }
  return Buffer.concat(parts);
}

function encodeField(field: number, value: Value): readonly Uint8Array[] {
  if (typeof value === 'number') return [varint(field * 8 + VARINT), varint(value)];
  const bytes = bytesOf(value);
  return [varint(field * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes];
}

function bytesOf(value: string | Uint8Array | Message): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  return value instanceof Uint8Array ? value : encodeMessage(value);
}

/** Seven bits a byte, the lowest first; the eighth bit says that more follow. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}
