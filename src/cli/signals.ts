import { DiabetesError } from '../foundation/errors.ts';

/**
 * A signal that aborts at the first SIGINT or SIGTERM, with the error that then ends the program, so that work can stop
 * where nothing is half done. A second one ends the process at once.
 */
export function abortOnSignals(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  const stop = (error: DiabetesError) => (): void => {
    if (controller.signal.aborted) process.exit(error.exitCode);
    controller.abort(error);
  };
  process.on('SIGINT', stop(new DiabetesError('INTERRUPTED', 'interrupted')));
  process.on('SIGTERM', stop(new DiabetesError('TERMINATED', 'terminated')));
  return controller.signal;
}
