import { UNKNOWN_CODE, type Column } from './dataset.ts';

/** The values as codes, or undefined when one is no integer of 0 to 254. NaN becomes `UNKNOWN_CODE`. */
export function toCodes(values: Float64Array | Float32Array): Uint8Array | undefined {
  const codes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const code = value | 0;
    if (code === value && code >= 0 && code < UNKNOWN_CODE) codes[i] = code;
    else if (Number.isNaN(value)) codes[i] = UNKNOWN_CODE;
    else return undefined;
  }
  return codes;
}

/** A stretch of a column, in the smallest form that holds its values. */
export function toColumn(values: Float64Array): Column {
  return toCodes(values) ?? Float32Array.from(values);
}

/** The stretches of a column in one array: bytes when all are, else float32. */
export function joinParts(parts: readonly Column[]): Column {
  const rows = parts.reduce((sum, part) => sum + part.length, 0);
  const isCoded = parts.every((part) => part instanceof Uint8Array);
  // Shared, so that training threads read the same memory.
  const memory = new SharedArrayBuffer(isCoded ? rows : rows * 4);
  const column = isCoded ? new Uint8Array(memory) : new Float32Array(memory);
  let offset = 0;
  for (const part of parts) {
    column.set(isCoded ? part : toFloats(part), offset);
    offset += part.length;
  }
  return column;
}

function toFloats(part: Column): Float32Array {
  return part instanceof Float32Array
    ? part
    : Float32Array.from(part, (code) => (code === UNKNOWN_CODE ? Number.NaN : code));
}
