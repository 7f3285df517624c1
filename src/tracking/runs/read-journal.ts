import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { parseJournal, parseRecord, type ParsedJournal } from './parse-journal.ts';
import { completeRun, isEnd, summariseRun } from './summarise-run.ts';
import type { Run, RunSummary } from './run.ts';

/** Where the ends of journals are read to, one after the other. */
export type Window = Buffer;

/** A window larger than a journal of `train` or the result of `evaluate`; of a longer one only the ends are read. */
export function openWindow(): Window {
  return Buffer.allocUnsafe(128 * 1024);
}

/**
 * A run as a list needs it, from the first and the last line of its journal; from all of it where these are not its
 * beginning and its end.
 *
 * @returns undefined where there is no journal or no readable beginning
 */
export function skimRun(id: string, path: string, window: Window): RunSummary | undefined {
  const ends = readOrNothing(() => readEnds(path, window));
  if (ends === undefined) return undefined;
  const first = parseRecord(ends.first);
  const last = parseRecord(ends.last);
  if (first?.type === 'run-started' && last !== undefined && isEnd(last) && last.event.isResumed !== true) {
    return summariseRun(id, { records: [first, last], dropped: [] });
  }
  const journal = readJournal(path);
  return journal === undefined ? undefined : summariseRun(id, journal);
}

/** A run with all that its journal holds; undefined where there is none or its beginning cannot be read. */
export function readRun(id: string, path: string): Run | undefined {
  const journal = readJournal(path);
  return journal === undefined ? undefined : completeRun(id, journal);
}

function readJournal(path: string): ParsedJournal | undefined {
  const text = readOrNothing(() => readFileSync(path, 'utf8'));
  return text === undefined ? undefined : parseJournal(text);
}

/**
 * The first and the last line, as far as a window at each end holds them: half a line is no record. A thousand files are
 * read one after the other in less time than it takes to wait for each.
 */
function readEnds(path: string, window: Window): { readonly first: string; readonly last: string } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const length = Math.min(size, window.length);
    const head = readText(file, 0, window);
    const tail = size === length ? head : readText(file, size - length, window);
    return { first: head.slice(0, Math.max(0, head.indexOf('\n'))), last: lastLine(tail) };
  } finally {
    closeSync(file);
  }
}

function readText(file: number, position: number, window: Window): string {
  return window.toString('utf8', 0, readSync(file, window, 0, window.length, position));
}

function lastLine(text: string): string {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  return text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
}

/** A journal that may not be read is as one that is not there: the other runs are told all the same. */
function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
