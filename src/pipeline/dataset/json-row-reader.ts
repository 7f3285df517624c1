import { parseCell, showText } from './cell.ts';
import { jsonMembers } from './json-members.ts';
import type { RowBatchBuilder } from './row-batch-builder.ts';
import type { RowIssue, RowSourceOptions } from './row-source.ts';
import { hasLostBytes, notUtf8 } from './utf8.ts';

const LONGEST_SHOWN = 40;
/** As many bytes are shown of a line that is too long. */
const SHOWN_BYTES = 1000;

/** Reads JSON objects as rows of a batch, and gathers their keys. */
export class JsonRowReader {
  /** The keys in order of appearance, up to where the header was closed. */
  readonly header: string[] = [];
  readonly #options: RowSourceOptions;
  readonly #batch: RowBatchBuilder;
  /** For each key of the header the place of its column among the requested ones, or -1. */
  readonly #slots = new Map<string, number>();
  #headerRows: number | undefined;
  #line = 0;

  constructor(options: RowSourceOptions, batch: RowBatchBuilder) {
    this.#options = options;
    this.#batch = batch;
  }

  get isFull(): boolean {
    return this.#batch.isFull;
  }

  /** From here on a new key is a later column. */
  closeHeader(rows: number): void {
    this.#headerRows = rows;
  }

  /** Reads a line of the file; a blank one is no row. */
  addLine(bytes: Buffer, [start, end]: readonly [number, number], line: number): void {
    const decoded = bytes.toString('utf8', start, end);
    // A byte order mark at the beginning counts as white space.
    const text = decoded.trim();
    if (text === '') return;
    this.#beginRow(line);
    if (!hasLostBytes(decoded, bytes, [start, end])) this.#readText(text);
    else this.#batch.issues.push(notUtf8({ row: this.#batch.nextRow, line }));
    this.#endRow(text);
  }

  /** Notes a line that is too long to be read. */
  addLongLine(bytes: Buffer, start: number, line: number): void {
    this.#beginRow(line);
    this.#note({ message: 'is longer than 1 MiB' });
    this.#endRow(`${bytes.toString('utf8', start, start + SHOWN_BYTES).trim()}…`);
  }

  #beginRow(line: number): void {
    const { values, rows } = this.#batch;
    for (const column of values) column[rows] = Number.NaN;
    this.#line = line;
  }

  #endRow(text: string): void {
    this.#batch.endRow(this.#line, this.#batch.keepsTexts ? text : undefined);
  }

  #note(issue: Omit<RowIssue, 'row' | 'line'>): void {
    this.#batch.issues.push({ row: this.#batch.nextRow, line: this.#line, ...issue });
  }

  #readText(text: string): void {
    let object: unknown;
    try {
      object = JSON.parse(text);
    } catch (error) {
      this.#note({ message: `is not JSON: ${reasonOf(error as Error)}` });
      return;
    }
    if (isObject(object)) {
      this.#readObject(object, text);
      return;
    }
    const value = shortened(text);
    this.#note({ value, message: `is ${value}, not a JSON object` });
  }

  #readObject(object: Readonly<Record<string, unknown>>, text: string): void {
    const { values, rows } = this.#batch;
    const keys = Object.keys(object);
    // Each member has a colon: only where there are more of them can a key stand twice.
    if (countColons(text) !== keys.length) this.#noteRepeated(text, keys.length);
    for (const key of keys) {
      const slot = this.#slots.get(key) ?? this.#addKey(key);
      if (slot >= 0) values[slot]![rows] = this.#numberOf(object[key], key);
    }
  }

  #noteRepeated(text: string, keys: number): void {
    const all = jsonMembers(text).map(([key]) => key);
    if (all.length === keys) return;
    const repeated = all.find((key, i) => all.indexOf(key) < i)!;
    this.#note({ message: `has the key ${showText(repeated)} more than once` });
  }

  #addKey(key: string): number {
    const { columns, ignore = [], allowLaterColumns = false } = this.#options;
    const slot = ignore.includes(key) ? -1 : columns.indexOf(key);
    if (this.#headerRows === undefined) {
      this.header.push(key);
      this.#slots.set(key, slot);
      return slot;
    }
    this.#batch.laterColumns.push({ row: this.#batch.nextRow, line: this.#line, column: key });
    if (slot >= 0 && !allowLaterColumns) {
      const rows = this.#headerRows.toLocaleString('en-US');
      this.#note({ column: key, message: `is a column that none of the first ${rows} rows has` });
    }
    return slot;
  }

  #numberOf(value: unknown, column: string): number {
    if (value === null) return Number.NaN;
    const number = typeof value === 'string' ? parseCell(value) : value;
    if (typeof number === 'number' && Math.abs(number) !== Infinity) return number;
    const shown =
      typeof value === 'string'
        ? showText(value)
        : shortened(typeof value === 'number' ? String(value) : JSON.stringify(value));
    this.#note({ column, value: shown, message: `${shown} is not a number` });
    return Number.NaN;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function countColons(text: string): number {
  let count = 0;
  for (let place = text.indexOf(':'); place >= 0; place = text.indexOf(':', place + 1)) count++;
  return count;
}

/** A piece of JSON on one line, as it stands. */
function shortened(json: string): string {
  return json.length > LONGEST_SHOWN ? `${json.slice(0, LONGEST_SHOWN)}…` : json;
}

/** What JSON.parse says; it shows a piece of the text, as it is. */
function reasonOf({ message }: Error): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\p{Cc}/gu, ' ');
}
