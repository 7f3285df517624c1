import type { RowIssue } from './row-source.ts';

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const LONGEST_SHOWN = 40;

/**
 * The number that a cell's text stands for: decimal digits with an optional sign, point and exponent, and spaces around
 * them. NaN is an empty cell; undefined is text that is not a finite number.
 */
export function parseCell(text: string): number | undefined {
  if (!NUMBER.test(text)) return text.trim() === '' ? Number.NaN : undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A text in quotes for a message: one line, and cut after 40 characters. */
export function showText(text: string): string {
  return JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}

/** The issue of a cell whose text is not a number. */
export function notANumber(text: string, place: Required<Pick<RowIssue, 'row' | 'line' | 'column'>>): RowIssue {
  const value = showText(text);
  return { ...place, value, message: `${value} is not a number` };
}
