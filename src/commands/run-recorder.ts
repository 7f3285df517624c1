import { DiabetesError } from '../foundation/errors.ts';
import type { Reporter } from '../foundation/events.ts';
import { openRunJournal, type RunStatus, type RunTags } from '../tracking/run-journal.ts';
import type { CommandContext } from './command-context.ts';
import { projectRoot } from './project-files.ts';

/** What is known of a run when it begins. */
export interface RunStart {
  readonly command: string;
  readonly params: unknown;
  readonly tags: RunTags;
}

/** A run that is being recorded. */
export interface RecordedRun {
  readonly runId: string;
  readonly report: Reporter;
  /** Keeps a copy of the bundle with the run. */
  readonly keepBundle: (folder: string) => Promise<void>;
}

/**
 * Does some work as a recorded run: its journal has a beginning, what the pipeline reports, and an end that is true
 * whatever happens. Without `track` the work runs alone.
 */
export async function recordRun<T extends object>(
  context: CommandContext,
  { start, track }: { readonly start: RunStart; readonly track: boolean },
  work: (run: RecordedRun | undefined) => Promise<T>,
): Promise<T> {
  if (!track) return work(undefined);
  const journal = await openRunJournal(projectRoot(context), context.clock);
  journal.append({ type: 'run-started', ...start });
  try {
    const result = await work(journal);
    journal.append({ type: 'run-ended', status: 'FINISHED', result });
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    journal.append({ type: 'run-ended', status: statusOf(error), error: message });
    throw error;
  } finally {
    await journal.close();
  }
}

function statusOf(error: unknown): RunStatus {
  const isKilled = error instanceof DiabetesError && (error.code === 'INTERRUPTED' || error.code === 'TERMINATED');
  return isKilled ? 'KILLED' : 'FAILED';
}
