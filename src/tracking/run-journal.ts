import { randomBytes } from 'node:crypto';
import { cp, mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../foundation/clock.ts';
import type { PipelineEvent } from '../foundation/events.ts';
import { writeFailure } from '../foundation/write-failure.ts';

/** How a run ended, in MLflow's words. */
export type RunStatus = 'FINISHED' | 'FAILED' | 'KILLED';

/** Facts about a run by name, such as the git commit. */
export type RunTags = Readonly<Record<string, string>>;

/** What a journal holds: the run's beginning, all that the pipeline reported, and its end. */
export type JournalEvent =
  | { readonly type: 'run-started'; readonly command: string; readonly params: unknown; readonly tags: RunTags }
  | PipelineEvent
  | { readonly type: 'run-ended'; readonly status: RunStatus; readonly error?: string; readonly result?: unknown };

export interface RunJournal {
  /** 32 hex digits. */
  readonly runId: string;
  /** Notes an event with the time that it has now. */
  readonly append: (event: JournalEvent) => void;
  /** Makes the run's folder and begins to write, first what was noted before; a run that is never begun leaves nothing. */
  readonly begin: () => void;
  /** Keeps the run's own copy of its bundle, which no later run can overwrite. */
  readonly keepBundle: (folder: string) => Promise<void>;
  /** Resolves when all that was noted is on the disk. */
  readonly close: () => Promise<void>;
}

/**
 * The journal of a new run in `<root>/.diabetes/runs/<id>/events.jsonl`: one JSON line an event, each with the run's id and
 * its time, and each on the disk before the next is written. The work never waits for it.
 *
 * @returns a journal whose `keepBundle` and `close` throw DiabetesError WRITE_FAILED
 */
export function createRunJournal(root: string, clock: Clock): RunJournal {
  const runId = randomBytes(16).toString('hex');
  const folder = join(root, '.diabetes', 'runs', runId);
  const path = join(folder, 'events.jsonl');
  const noted: string[] = [];
  let file: FileHandle | undefined;
  let written: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    file ??= await openForAppending(folder, path);
    for (let line = noted.shift(); line !== undefined; line = noted.shift()) {
      await file.appendFile(line);
      await file.sync();
    }
  };
  const continueWriting = (): void => {
    written = (written ?? Promise.resolve()).then(write);
    // `close` tells of a failure; until then it must not end the process as an unhandled rejection.
    written.catch(() => undefined);
  };
  return {
    runId,
    append: (event) => {
      noted.push(`${JSON.stringify({ time: new Date(clock.now()).toISOString(), runId, ...event })}\n`);
      if (written !== undefined) continueWriting();
    },
    begin: () => {
      if (written === undefined) continueWriting();
    },
    keepBundle: async (bundle) => {
      const model = join(folder, 'model');
      try {
        await cp(bundle, model, { recursive: true });
      } catch (error) {
        await rm(model, { recursive: true, force: true }).catch(() => undefined);
        throw writeFailure(model, error);
      }
    },
    close: async () => {
      try {
        await written;
      } catch (error) {
        throw writeFailure(path, error);
      } finally {
        await file?.close();
      }
    },
  };
}

async function openForAppending(folder: string, path: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true });
  return open(path, 'a');
}
