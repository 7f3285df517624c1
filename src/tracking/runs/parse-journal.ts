import { isObject, type JsonObject } from './json-values.ts';
import type { DroppedLine } from './run.ts';

/** One record of a journal: what happened, and when. */
export interface JournalRecord {
  readonly type: string;
  /** ISO 8601. */
  readonly time: string;
  readonly event: JsonObject;
}

/** What could be read of a journal, and what could not. */
export interface ParsedJournal {
  readonly records: readonly JournalRecord[];
  readonly dropped: readonly DroppedLine[];
}

/** A journal's records. A line that a crash cut off or that is no record is left out, and told. */
export function parseJournal(text: string): ParsedJournal {
  const lines = text.split('\n');
  const records: JournalRecord[] = [];
  const dropped: DroppedLine[] = [];
  lines.forEach((line, i) => {
    if (line === '') return;
    const record = parseRecord(line);
    if (record !== undefined) records.push(record);
    else dropped.push({ line: i + 1, reason: i === lines.length - 1 ? 'cut off' : 'not a record' });
  });
  return { records, dropped };
}

/** A record from its line; undefined where the line is none. */
export function parseRecord(line: string): JournalRecord | undefined {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(event)) return undefined;
  const { type, time } = event;
  if (typeof type !== 'string' || typeof time !== 'string' || Number.isNaN(Date.parse(time))) return undefined;
  return { type, time, event };
}
