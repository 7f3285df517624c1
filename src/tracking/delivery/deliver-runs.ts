import { DiabetesError } from '../../foundation/errors.ts';
import type { Reporter } from '../../foundation/events.ts';
import { MlflowError, type MlflowFailureKind } from '../mlflow/errors.ts';
import { runPage } from './delivery.ts';
import { deliverRun, type DeliverRequest } from './deliver-run.ts';
import { findUndelivered, type Undelivered } from './undelivered.ts';

/** What has become of one run among several. */
export type DeliveryResult =
  | { readonly state: 'up-to-date' }
  | {
      /** `running` where all that there is so far is there, and no end is recorded. */
      readonly state: 'delivered' | 'running';
      /** The run's page at the server. */
      readonly page: string;
    }
  | {
      readonly state: 'failed';
      readonly left: Undelivered;
      readonly error: { readonly code: string; readonly message: string; readonly hint: string | null };
    };

export type DeliverRunsRequest = Omit<DeliverRequest, 'folder' | 'journal'> & { readonly report: Reporter };

/** After these no other run fares better. */
const OF_THE_SERVER: readonly MlflowFailureKind[] = [
  'unreachable',
  'tls',
  'not-mlflow',
  'too-old',
  'unauthorized',
  'host-not-allowed',
];

/**
 * Delivers runs one after the other, and goes on with the next where one cannot be. A server that is down is tried no more.
 *
 * @returns a result for each folder
 * @throws the signal's reason
 */
export async function deliverRuns(
  folders: readonly string[],
  request: DeliverRunsRequest,
): Promise<readonly DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  let down: MlflowError | undefined;
  for (const folder of folders) {
    request.report({ type: 'progress', stage: 'deliver', done: results.length, total: folders.length });
    const left = await findUndelivered(folder, request.client.url);
    if (left === undefined) results.push({ state: 'up-to-date' });
    else if (down !== undefined) results.push(failed(down, left));
    else {
      const result = await deliverOne({ ...request, folder }, left);
      results.push(result.told);
      down = result.down;
    }
  }
  return results;
}

async function deliverOne(
  request: DeliverRequest,
  left: Undelivered,
): Promise<{ readonly told: DeliveryResult; readonly down?: MlflowError | undefined }> {
  try {
    const delivery = await deliverRun(request);
    return { told: { state: delivery.isComplete ? 'delivered' : 'running', page: runPage(delivery) } };
  } catch (error) {
    if (!(error instanceof DiabetesError) || request.signal?.aborted === true) throw error;
    const isDown = error instanceof MlflowError && OF_THE_SERVER.includes(error.kind);
    const rest = await findUndelivered(request.folder, request.client.url);
    return { told: failed(error, rest ?? left), down: isDown ? error : undefined };
  }
}

function failed({ code, message, hint }: DiabetesError, left: Undelivered): DeliveryResult {
  return { state: 'failed', left, error: { code, message, hint: hint ?? null } };
}
