import { join } from 'node:path';
import { isStopped } from '../foundation/errors.ts';
import type { Reporter } from '../foundation/events.ts';
import { writeFiles } from '../foundation/write-files.ts';
import { startHeartbeat } from '../tracking/heartbeat.ts';
import { keepBundle, runFolder } from '../tracking/run-folder.ts';
import {
  createRunJournal,
  newRunId,
  type RunEnded,
  type RunResumed,
  type RunStarted,
  type RunTags,
} from '../tracking/run-journal.ts';
import type { CommandContext } from './command-context.ts';
import { projectRoot } from './project-files.ts';
import type { Courier } from './recording/run-courier.ts';

/** What is known of a run before its rows are read. */
export type RunStart = Omit<RunStarted, 'type'>;

export interface RecordOptions<T> {
  readonly start: RunStart;
  /** Whether the run is recorded; without it the work runs alone. */
  readonly track: boolean;
  /** Where events are shown. */
  readonly report: Reporter;
  /** What the last record of a run that has finished says of its result: few figures, so that a list is read fast. */
  readonly summarise: (result: T) => unknown;
  /** Makes the courier of the run in a folder, when it has begun. */
  readonly openCourier?: ((folder: string) => Courier) | undefined;
}

/** What becomes known when the rows are read. */
export interface RunBeginning {
  readonly tags?: RunTags;
  /** The run that this one goes on from. */
  readonly interrupted?: string | undefined;
}

/** A run for the work in it: all does nothing where it is not recorded. */
export interface RecordedRun {
  /** Null where there is no record, and before it begins. */
  readonly runId: () => string | null;
  readonly report: Reporter;
  /** Begins the record, as the report of rows that were read does by itself; its id, which is null where there is none. */
  readonly begin: (beginning?: RunBeginning) => Promise<string | null>;
  /** Keeps a copy of the bundle with the run. */
  readonly keepBundle: (folder: string) => Promise<void>;
  /** Keeps texts as the run's artifacts, each by its path with slashes. */
  readonly keepFiles: (files: ReadonlyMap<string, string>) => Promise<void>;
}

/**
 * Does some work as a recorded run: its journal has a beginning, what the pipeline reports, and an end that is true whatever
 * happens. It begins when the rows have been read: what fails before that was never a run and leaves nothing behind. A
 * record that cannot be written is told, and does not decide how the work ends.
 */
export async function recordRun<T>(
  context: CommandContext,
  options: RecordOptions<T>,
  work: (run: RecordedRun) => Promise<T>,
): Promise<T> {
  if (!options.track) return work(unrecorded(options.report));
  const { run, end } = openRecord(context, options);
  try {
    const result = await work(run);
    await end({ type: 'run-ended', status: 'FINISHED', result: options.summarise(result) });
    return result;
  } catch (error) {
    await end({ type: 'run-ended', ...endBy(error, context.signal) });
    throw error;
  }
}

/** Once the program was told to stop, what a step throws is only how it stopped. */
function endBy(thrown: unknown, signal: AbortSignal): Pick<RunEnded, 'status' | 'error'> {
  const error: unknown = signal.aborted ? signal.reason : thrown;
  const message = error instanceof Error ? error.message : String(error);
  return { status: isStopped(error) ? 'KILLED' : 'FAILED', error: message };
}

function unrecorded(report: Reporter): RecordedRun {
  const nothing = () => Promise.resolve();
  return { runId: () => null, report, begin: () => Promise.resolve(null), keepBundle: nothing, keepFiles: nothing };
}

/** A run of which the record has begun. */
interface BegunRun {
  readonly runId: string;
  readonly isResumed: boolean;
  readonly folder: string;
  readonly stopHeartbeat: () => Promise<void>;
  readonly courier: Courier | undefined;
}

interface RunRecord {
  readonly run: RecordedRun;
  /** Notes the end and resolves when it is on the disk and the courier is done. */
  readonly end: (end: RunEnded) => Promise<void>;
}

function openRecord(
  context: CommandContext,
  { start, report, openCourier }: Pick<RecordOptions<unknown>, 'start' | 'report' | 'openCourier'>,
): RunRecord {
  const { clock } = context;
  const root = projectRoot(context);
  const tell = createTell(report);
  let begun: BegunRun | undefined;
  const journal = createRunJournal(root, clock, () => begun?.courier?.wake());
  const beginAs = (runId: string, first: RunStarted | RunResumed): string => {
    const folder = runFolder(root, runId);
    journal.begin(runId, first);
    const isResumed = first.type === 'run-resumed';
    begun = { runId, isResumed, folder, stopHeartbeat: startHeartbeat(folder, clock), courier: openCourier?.(folder) };
    return runId;
  };
  const note: Reporter = (event) => {
    report(begun === undefined ? event : { ...event, runId: begun.runId });
    if (event.type !== 'progress') journal.append(event);
  };
  const begin = async ({ tags = {}, interrupted }: RunBeginning = {}): Promise<string> => {
    const all = { ...tags, ...start.tags };
    if (interrupted !== undefined && (await goesOn(interrupted, { root, start, report: note }))) {
      return beginAs(interrupted, { type: 'run-resumed', tags: all });
    }
    return beginAs(newRunId(), { type: 'run-started', ...start, tags: all });
  };
  return {
    run: {
      runId: () => begun?.runId ?? null,
      begin,
      report: (event) => {
        if (event.type === 'rows-read' && begun === undefined) {
          const tags = { data_fingerprint: event.fingerprint, ...start.tags };
          beginAs(newRunId(), { type: 'run-started', ...start, tags });
        }
        note(event);
      },
      keepBundle: (bundle) => tell(begun && keepBundle(begun.folder, bundle)),
      keepFiles: (files) => tell(begun && writeFiles(join(begun.folder, 'artifacts'), files)),
    },
    end: async (end) => {
      journal.append(begun?.isResumed === true ? { ...end, isResumed: true } : end);
      await tell(journal.close());
      await begun?.stopHeartbeat();
      await tell(begun?.courier?.finish());
    },
  };
}

/** Whether a run goes on in an earlier one; which one it is, and why, is told. */
async function goesOn(
  interrupted: string,
  { root, start, report }: { readonly root: string; readonly start: RunStart; readonly report: Reporter },
): Promise<boolean> {
  const { whyNotResumed } = await import('../tracking/runs/resume-run.ts');
  const { openRunStore } = await import('../tracking/runs/run-store.ts');
  const why = whyNotResumed(openRunStore(root), interrupted, { ...start, root });
  const id = interrupted.slice(0, 8);
  const message = why === undefined ? `goes on in the run ${id}` : `goes on in a new run, not in ${id}: ${why}`;
  report({ type: 'notice', level: 'info', code: 'resumed', message });
  return why === undefined;
}

/** Waits for a part of the record, and tells where it could not be written. */
function createTell(report: Reporter): (task: Promise<void> | undefined) => Promise<void> {
  return async (task) => {
    await task?.catch((error: unknown) => {
      const message = `the run was not recorded completely: ${error instanceof Error ? error.message : String(error)}`;
      report({ type: 'notice', level: 'warning', code: 'not-recorded', message });
    });
  };
}
