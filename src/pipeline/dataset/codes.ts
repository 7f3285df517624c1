import { UNKNOWN_CODE } from './dataset.ts';

/** The values as codes, or undefined when one is no integer of 0 to 254. NaN becomes `UNKNOWN_CODE`. */
export function toCodes(values: Float64Array | Float32Array): Uint8Array | undefined {
  const codes = new Uint8Array(values.length);
  return writeCodes(values, codes) ? codes : undefined;
}

/** Writes the values as codes, and says whether all are: otherwise what it wrote is of no use. */
export function writeCodes(values: Float64Array | Float32Array, codes: Uint8Array): boolean {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const code = value | 0;
    if (code === value && code >= 0 && code < UNKNOWN_CODE) codes[i] = code;
    else if (Number.isNaN(value)) codes[i] = UNKNOWN_CODE;
    else return false;
  }
  return true;
}
