import { availableParallelism } from 'node:os';
import { runOnThreads } from '../../foundation/job-threads.ts';
import {
  createJobRunner,
  type EvaluationJob,
  type EvaluationJobResult,
  type EvaluationTask,
} from './evaluation-jobs.ts';

export interface EvaluationPlan {
  /** The places of each slice's rows. */
  readonly slices: readonly Uint32Array[];
  readonly indicators: number;
  readonly onDone: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** More threads than this share less work than each costs to start. */
const MOST_THREADS = 8;
/** How many resamples are one job: so few that threads end together, so many that sorting the rows anew does not show. */
const RESAMPLES_OF_A_JOB = 125;

/**
 * Does all jobs of an evaluation on as many threads as the machine has, or in this thread where the program runs from its
 * TypeScript source, which a thread cannot load.
 *
 * @returns the results, those of a kind in order: of slices, resamples, indicators, and numbers of unknown answers
 * @throws the signal's reason when it aborts
 */
export async function runEvaluationJobs(
  task: EvaluationTask,
  { slices, indicators, onDone, signal }: EvaluationPlan,
): Promise<readonly EvaluationJobResult[]> {
  const jobs = planJobs(task, slices, indicators);
  if (import.meta.url.endsWith('.ts')) return jobs.map(createJobRunner(task));
  return runOnThreads<EvaluationJob, EvaluationJobResult>({
    script: new URL('./evaluation-worker.js', import.meta.url),
    data: task,
    jobs,
    threads: Math.min(availableParallelism(), MOST_THREADS),
    onDone: (done) => {
      onDone(done, jobs.length);
    },
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The resamples of all rows, in many short jobs, last: so the threads end together. */
function planJobs(
  { bootstrap, inspection }: EvaluationTask,
  slices: readonly Uint32Array[],
  indicators: number,
): readonly EvaluationJob[] {
  const jobs: EvaluationJob[] = slices.map((places) => ({ kind: 'slice', places }));
  for (let number = 0; inspection !== undefined && number < indicators; number++) {
    jobs.push({ kind: 'missing', unknown: number });
    jobs.push({ kind: 'importance', indicator: number }, { kind: 'dependence', indicator: number });
  }
  jobs.push({ kind: 'calibration-floor' });
  for (let from = 0; from < bootstrap.resamples; from += RESAMPLES_OF_A_JOB) {
    jobs.push({ kind: 'resamples', from, to: Math.min(bootstrap.resamples, from + RESAMPLES_OF_A_JOB) });
  }
  return jobs;
}
