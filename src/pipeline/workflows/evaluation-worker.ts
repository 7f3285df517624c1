import { parentPort, workerData } from 'node:worker_threads';
import { createJobRunner, type EvaluationJob, type EvaluationTask } from './evaluation-jobs.ts';

/** A thread of an evaluation: it does one job after the other. */
const run = createJobRunner(workerData as EvaluationTask);
parentPort?.on('message', (job: EvaluationJob) => {
  parentPort?.postMessage(run(job));
});
