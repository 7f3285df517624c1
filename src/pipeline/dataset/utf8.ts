import { isUtf8 } from 'node:buffer';
import type { RowIssue } from './row-source.ts';

/** What stands in a decoded text where bytes were no UTF-8, and may stand in the file itself. */
const REPLACEMENT = '\uFFFD';

/** Whether bytes were lost when these became a text. */
export function hasLostBytes(text: string, bytes: Buffer, [start, end]: readonly [number, number]): boolean {
  return text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(start, end));
}

/** The issue of a row that cannot be given back as it stands. */
export function notUtf8(place: Pick<RowIssue, 'row' | 'line'>): RowIssue {
  return { ...place, message: 'is not UTF-8 text', hint: SAVE_AS_UTF8 };
}

export const SAVE_AS_UTF8 =
  'Save the file as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8` does it for most files of Windows.';
