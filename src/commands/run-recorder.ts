import { isStopped } from '../foundation/errors.ts';
import type { PipelineEvent, Reporter } from '../foundation/events.ts';
import { createRunJournal, type RunJournal, type RunStatus, type RunTags } from '../tracking/run-journal.ts';
import type { CommandContext } from './command-context.ts';
import { projectRoot } from './project-files.ts';

/** What is known of a run when it begins. */
export interface RunStart {
  readonly command: string;
  readonly params: unknown;
  readonly tags: RunTags;
}

export interface RecordOptions {
  readonly start: RunStart;
  /** Whether the run is recorded; without it the work runs alone. */
  readonly track: boolean;
  /** Where events are shown. */
  readonly report: Reporter;
}

/** A run's id, which is null for one that is not recorded, and where its events go. */
export interface RecordedRun {
  readonly runId: string | null;
  readonly report: Reporter;
  /** Keeps a copy of the bundle with the run. */
  readonly keepBundle: (folder: string) => Promise<void>;
}

/**
 * Does some work as a recorded run: its journal has a beginning, what the pipeline reports, and an end that is true whatever
 * happens. It begins when the rows have been read: what fails before that was never a run and leaves nothing behind. A
 * journal that cannot be written is told, and does not decide how the work ends.
 */
export async function recordRun<T extends object>(
  context: CommandContext,
  { start, track, report }: RecordOptions,
  work: (run: RecordedRun) => Promise<T>,
): Promise<T> {
  if (!track) return work({ runId: null, report, keepBundle: () => Promise.resolve() });
  const journal = createRunJournal(projectRoot(context), context.clock);
  const tell = async (task: Promise<void>): Promise<void> => {
    await task.catch((error: unknown) => {
      const message = `the run was not recorded completely: ${error instanceof Error ? error.message : String(error)}`;
      report({ type: 'notice', level: 'warning', code: 'not-recorded', message });
    });
  };
  journal.append({ type: 'run-started', ...start });
  try {
    const result = await work({
      runId: journal.runId,
      report: recordingReporter(journal, report),
      keepBundle: (folder) => tell(journal.keepBundle(folder)),
    });
    journal.append({ type: 'run-ended', status: 'FINISHED', result });
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    journal.append({ type: 'run-ended', status: statusOf(error), error: message });
    throw error;
  } finally {
    await tell(journal.close());
  }
}

/** Shows each event with the run's id, and notes it; steps inside a stage are shown alone. */
function recordingReporter(journal: RunJournal, report: Reporter): Reporter {
  return (event: PipelineEvent) => {
    report({ ...event, runId: journal.runId });
    if (event.type === 'progress') return;
    journal.append(event);
    if (event.type === 'stage-completed' && event.stage === 'read') journal.begin();
  };
}

function statusOf(error: unknown): RunStatus {
  return isStopped(error) ? 'KILLED' : 'FAILED';
}
