import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Reporter } from '../../foundation/events.ts';
import type { Courier as Delivering, Outcome } from '../../tracking/delivery/courier.ts';
import { journalPath } from '../../tracking/run-folder.ts';
import type { CommandContext } from '../command-context.ts';

/** Carries what a run's folder holds to where it is delivered, beside the work. */
export interface Courier {
  /** Called whenever there is more on the disk. */
  readonly wake: () => void;
  /** Called once, when the run's end is on the disk. */
  readonly finish: () => Promise<void>;
}

export interface CourierOptions {
  /** Whether there is anything to carry. */
  readonly track: boolean;
  readonly report: Reporter;
  /** Seconds; 5 when absent. */
  readonly deliverTimeout?: number;
}

const DEFAULT_SECONDS = 5;
/** Who has pressed Ctrl-C once wants to be gone. */
const HASTY_SECONDS = 1;

/**
 * What takes runs to the MLflow server that the environment names, and says in one line what became of that. Where none is
 * named or it cannot be used, the line says this, and the run stays in its folder.
 *
 * @returns what makes the courier of the run in a folder; undefined for a run that is not recorded
 */
export async function prepareCourier(
  context: CommandContext,
  { track, report, deliverTimeout = DEFAULT_SECONDS }: CourierOptions,
): Promise<((folder: string) => Courier) | undefined> {
  if (!track) return undefined;
  const tell = (folder: string, level: 'info' | 'warning', message: string): void => {
    // Of what could not be recorded at all there is nothing to deliver later.
    if (!existsSync(journalPath(folder))) return;
    report({ type: 'notice', level, code: 'delivery', message });
  };
  const stay = (why: string, level: 'info' | 'warning') => (folder: string) => ({
    wake: () => undefined,
    finish: () => {
      tell(folder, level, `recorded in .diabetes/runs/${basename(folder)} (${why})`);
      return Promise.resolve();
    },
  });
  if ((context.environment.MLFLOW_TRACKING_URI ?? '').trim() === '')
    return stay('no MLflow server is configured', 'info');
  const { openTracking } = await import('../track/tracking-server.ts');
  const { createCourier } = await import('../../tracking/delivery/courier.ts');
  try {
    const { client, experiment } = openTracking(context)!;
    return (folder) => {
      const courier = createCourier({ folder, client, experiment, report, clock: context.clock });
      const finish = async (): Promise<void> => {
        const outcome = await finishInTime(courier, deliverTimeout, context.signal);
        await client.close();
        const { describeOutcome } = await import('../../tracking/delivery/describe-outcome.ts');
        tell(folder, outcome.isDelivered ? 'info' : 'warning', describeOutcome(outcome));
      };
      return { wake: courier.wake, finish };
    };
  } catch (error) {
    return stay(error instanceof Error ? error.message : String(error), 'warning');
  }
}

async function finishInTime(courier: Delivering, seconds: number, signal: AbortSignal): Promise<Outcome> {
  if (signal.aborted) return courier.finish(Math.min(seconds, HASTY_SECONDS) * 1000);
  return courier.finish(seconds * 1000, signal);
}
