import { randomBytes } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../foundation/clock.ts';
import type { PipelineEvent } from '../foundation/events.ts';
import { writeFailure } from '../foundation/write-failure.ts';
import { tellFromRoot } from './project-paths.ts';
import { journalPath, runFolder } from './run-folder.ts';

/** How a run ended, in MLflow's words. */
export type RunStatus = 'FINISHED' | 'FAILED' | 'KILLED';

/** Facts about a run by name, such as the git commit. */
export type RunTags = Readonly<Record<string, string>>;

/** The beginning of a run. */
export interface RunStarted {
  readonly type: 'run-started';
  readonly command: 'train' | 'evaluate';
  readonly params: unknown;
  readonly tags: RunTags;
  /** The name of the experiment that it belongs to, where one was given. */
  readonly experiment?: string;
}

/** An interrupted run goes on; its tags go over those that it had. */
export interface RunResumed {
  readonly type: 'run-resumed';
  readonly tags: RunTags;
}

export interface RunEnded {
  readonly type: 'run-ended';
  readonly status: RunStatus;
  readonly error?: string;
  readonly result?: unknown;
  /** Set where the run was resumed: then its last record does not say all of it. */
  readonly isResumed?: true;
}

/** What a journal holds: the run's beginning, all that the pipeline reported, and its end. */
export type JournalEvent = RunStarted | RunResumed | PipelineEvent | RunEnded;

export interface RunJournal {
  /** Notes an event with the time that it has now. */
  readonly append: (event: JournalEvent) => void;
  /**
   * Begins to write, below what the run's journal may hold already: first an event with the time at which this journal was
   * made, then what was noted. A journal that is never begun leaves nothing.
   */
  readonly begin: (runId: string, first: JournalEvent) => void;
  /** Resolves when all that was noted is on the disk. */
  readonly close: () => Promise<void>;
}

/** The id of a new run: 32 hex digits. */
export function newRunId(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Writes the journal of a run in `<root>/.diabetes/runs/<id>/events.jsonl`: one JSON line an event, each with the run's id and
 * its time, and each on the disk before the next is written. The work never waits for it. Paths below the root are told from
 * there.
 *
 * @param onWritten called whenever all that was noted is on the disk
 * @returns a journal whose `close` throws DiabetesError WRITE_FAILED
 */
export function createRunJournal(root: string, clock: Clock, onWritten?: () => void): RunJournal {
  const now = (): string => new Date(clock.now()).toISOString();
  const madeAt = now();
  const noted: { readonly time: string; readonly event: JournalEvent }[] = [];
  const fromRoot = tellFromRoot(root);
  let runId: string | undefined;
  let path = '';
  let file: FileHandle | undefined;
  let written = Promise.resolve();
  const write = async (): Promise<void> => {
    file ??= await openForAppending(path);
    for (let next = noted.shift(); next !== undefined; next = noted.shift()) {
      const { time, event } = next;
      await file.appendFile(`${JSON.stringify({ time, runId, ...event }, fromRoot)}\n`);
      await file.sync();
    }
    onWritten?.();
  };
  const continueWriting = (): void => {
    written = written.then(write);
    // `close` tells of a failure; until then it must not end the process as an unhandled rejection.
    written.catch(() => undefined);
  };
  return {
    append: (event) => {
      noted.push({ time: now(), event });
      if (runId !== undefined) continueWriting();
    },
    begin: (id, first) => {
      runId = id;
      noted.unshift({ time: madeAt, event: first });
      path = journalPath(runFolder(root, id));
      continueWriting();
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

/** A line that a crash has cut off ends before the next one begins. */
async function openForAppending(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a+');
  const { size } = await file.stat();
  if (size === 0) return file;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer.toString() !== '\n') await file.appendFile('\n');
  return file;
}
