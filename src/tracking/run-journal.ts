import { randomBytes } from 'node:crypto';
import { cp, mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../foundation/clock.ts';
import type { PipelineEvent, Reporter } from '../foundation/events.ts';
import { writeFailure } from '../foundation/write-failure.ts';

/** How a run ended, in MLflow's words. */
export type RunStatus = 'FINISHED' | 'FAILED' | 'KILLED';

/** What a journal holds: the run's beginning, all that the pipeline reported, and its end. */
export type JournalEvent =
  | { readonly type: 'run-started'; readonly command: string; readonly params: unknown; readonly tags: RunTags }
  | PipelineEvent
  | { readonly type: 'run-ended'; readonly status: RunStatus; readonly error?: string; readonly result?: unknown };

/** Facts about a run by name, such as the git commit. */
export type RunTags = Readonly<Record<string, string>>;

export interface RunJournal {
  /** 32 hex digits. */
  readonly runId: string;
  /** The run's folder. */
  readonly folder: string;
  readonly append: (event: JournalEvent) => void;
  /** Takes what the pipeline reports, but for steps inside an epoch. */
  readonly report: Reporter;
  /** Keeps the run's own copy of its bundle, which no later run can overwrite. */
  readonly keepBundle: (folder: string) => Promise<void>;
  /** Writes what is still waiting and closes the file. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the journal of a new run in `<root>/.diabetes/runs/<id>/events.jsonl`: one JSON line an event, each with the
 * run's id and its time, and each on the disk before the next is written. The work never waits for it.
 *
 * @throws DiabetesError WRITE_FAILED where the folder cannot be made; a later failure is thrown by `close`
 */
export async function openRunJournal(root: string, clock: Clock): Promise<RunJournal> {
  const runId = randomBytes(16).toString('hex');
  const folder = join(root, '.diabetes', 'runs', runId);
  const path = join(folder, 'events.jsonl');
  const file = await openForAppending(folder, path);
  let written: Promise<void> = Promise.resolve();
  const append = (event: JournalEvent): void => {
    const line = `${JSON.stringify({ time: new Date(clock.now()).toISOString(), runId, ...event })}\n`;
    written = written.then(async () => {
      await file.appendFile(line);
      await file.sync();
    });
    // `close` tells of a failure; until then it must not end the process as an unhandled rejection.
    written.catch(() => undefined);
  };
  return {
    runId,
    folder,
    append,
    report: (event) => {
      if (event.type !== 'progress') append(event);
    },
    keepBundle: (bundle) => cp(bundle, join(folder, 'model'), { recursive: true }),
    close: async () => {
      try {
        await written;
      } catch (error) {
        throw writeFailure(path, error);
      } finally {
        await file.close();
      }
    },
  };
}

async function openForAppending(folder: string, path: string): Promise<FileHandle> {
  try {
    await mkdir(folder, { recursive: true });
    return await open(path, 'a');
  } catch (error) {
    throw writeFailure(path, error);
  }
}
