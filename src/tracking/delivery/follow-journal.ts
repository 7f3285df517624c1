import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { isNothingThere } from '../../foundation/write-failure.ts';
import { parseRecord } from '../runs/parse-journal.ts';
import { createRecording, type RecordedRun } from './recorded-run.ts';

/** Reads a journal as it grows. */
export interface JournalFollower {
  /** What it says by now; only what is new since the last time is read. */
  readonly read: () => Promise<FollowedRun>;
}

/** A run, and how many bytes of its journal say so. */
export interface FollowedRun extends RecordedRun {
  readonly offset: number;
}

const NEWLINE = 10;

/** Follows the journal in a run's folder. A line that is no record is passed over, and one that is still being written waits. */
export function followJournal(folder: string): JournalFollower {
  const path = join(folder, 'events.jsonl');
  const recording = createRecording();
  let offset = 0;
  const take = (line: Buffer, end: number): boolean => {
    const record = parseRecord(line.toString('utf8'));
    if (record !== undefined) recording.add(record, end);
    return record !== undefined;
  };
  return {
    read: async () => {
      const bytes = await readFrom(path, offset);
      let begin = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, begin)) {
        take(bytes.subarray(begin, end), offset + end + 1);
        begin = end + 1;
      }
      // No beginning of a JSON object is a whole one: what can be read without its line break is complete.
      if (begin < bytes.length && take(bytes.subarray(begin), offset + bytes.length)) begin = bytes.length;
      offset += begin;
      return { ...recording.run(), offset };
    },
  };
}

/** A file's bytes from a place on; none where there is no file. */
async function readFrom(path: string, position: number): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, size - position));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    if (isNothingThere(error)) return Buffer.alloc(0);
    throw error;
  } finally {
    await file?.close();
  }
}
