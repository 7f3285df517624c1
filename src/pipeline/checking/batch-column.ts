import { UNKNOWN_CODE } from '../dataset/dataset.ts';

/** A batch's values of one indicator: codes as in a data set, or numbers with NaN for unknown. */
export type BatchColumn = Uint8Array | Float64Array;

/** The byte that a data set holds for a value: its code, or `UNKNOWN_CODE` for NaN; -1 where it is no code. */
export function codeOf(value: number): number {
  const code = value | 0;
  if (code === value && code >= 0 && code < UNKNOWN_CODE) return code;
  return Number.isNaN(value) ? UNKNOWN_CODE : -1;
}
