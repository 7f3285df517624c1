import { join } from 'node:path';
import { systemClock, type Clock } from '../../foundation/clock.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import type { Reporter } from '../../foundation/events.ts';
import type { MlflowClient } from '../mlflow/client.ts';
import { isNotFound } from '../mlflow/errors.ts';
import { isDelivered, type ExperimentChoice, type Delivery } from './delivery.ts';
import { readDelivery, writeDelivery } from './delivery-file.ts';
import { underDeliveryLock } from './delivery-lock.ts';
import type { DeliveryJob } from './delivery-job.ts';
import { deliverEnd } from './deliver-end.ts';
import { deliverFacts } from './deliver-facts.ts';
import { beginModel, deliverPoints } from './deliver-points.ts';
import { followJournal, type FollowedRun, type JournalFollower } from './follow-journal.ts';
import type { RecordedRun } from './recorded-run.ts';
import { RUN_ID_TAG, serverName } from './server-tags.ts';

export interface DeliverRequest {
  /** The run's folder: all that is delivered stands in it. */
  readonly folder: string;
  readonly client: MlflowClient;
  /** Where the run goes unless it names an experiment itself: an id wins over that, a name does not. */
  readonly experiment?: ExperimentChoice;
  /** Hears what the server does not take, and what is told once. */
  readonly report?: Reporter;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Who delivers a growing journal again and again keeps one, so that it is read once. */
  readonly journal?: JournalFollower;
}

const EXPERIMENT = { name: 'diabetes' };
/** MLflow's page of an experiment need not guess then what it is of. */
const EXPERIMENT_TAGS = { 'mlflow.experimentKind': 'custom_model_development' };

/**
 * Brings a run to a server, as far as its journal goes now and from where it was left. Whatever interrupts it, calling it
 * again mends: what is sent twice is there once, and what is made is looked for first.
 *
 * @returns how far it has come
 * @throws MlflowError; DiabetesError DELIVERY_BUSY while somebody else delivers the run, INVALID_DATA where the journal has
 *   no beginning; the signal's reason
 */
export async function deliverRun(request: DeliverRequest): Promise<Delivery> {
  const { folder, client, clock = systemClock, journal = followJournal(request.folder) } = request;
  const run = await journal.read();
  const start = startOf(run, folder);
  const known = readDelivery(folder, client.url);
  if (known !== undefined && isDelivered(known, run.offset)) return known;
  return underDeliveryLock(folder, clock, async () => {
    // Somebody else may have gone on before the lock was taken.
    const delivery = readDelivery(folder, client.url);
    const job = jobOf(request, { ...run, start });
    const begin = async () => job.save(await beginDelivery(job, experimentOf(request, start)));
    if (delivery === undefined) return advance(job, await begin());
    return advance(job, delivery).catch(async (error: unknown) => {
      if (!isNotFound(error)) throw error;
      job.warn(`${client.url} no longer has the run ${delivery.serverRunId}: it is delivered anew`);
      return advance(job, await begin());
    });
  });
}

function jobOf({ folder, client, report, signal }: DeliverRequest, run: DeliveryJob['run']): DeliveryJob {
  return {
    folder,
    client,
    run,
    call: signal === undefined ? {} : { signal },
    warn: (message) => report?.({ type: 'notice', level: 'warning', code: 'delivery', message }),
    save: async (delivery) => {
      await writeDelivery(folder, delivery);
      return delivery;
    },
  };
}

/** All that a journal says, in the order in which it can be cut off: what a later step refers to is there before it. */
async function advance(job: DeliveryJob, from: Delivery): Promise<Delivery> {
  await deliverFacts(job, from);
  const { end, offset } = job.run;
  if (end === null) return deliverPoints(job, { ...from, isComplete: false });
  if (isDelivered(from, offset)) return from;
  const begun = await beginModel(job, { ...from, isComplete: false });
  return deliverEnd(job, await deliverPoints(job, begun), end);
}

async function beginDelivery({ client, run, call }: DeliveryJob, experiment: ExperimentChoice): Promise<Delivery> {
  const { start } = run;
  const experimentId =
    'id' in experiment
      ? experiment.id
      : (await client.experiments.getOrCreate({ ...experiment, tags: EXPERIMENT_TAGS }, call)).experimentId;
  const tags = { [RUN_ID_TAG]: start.id };
  const wanted = { experimentId, name: serverName(start), startTime: start.time, tags };
  const { runId } = await client.runs.getOrCreate(wanted, RUN_ID_TAG, call);
  return {
    server: client.url,
    experimentId,
    serverRunId: runId,
    offset: 0,
    model: null,
    artifacts: {},
    isComplete: false,
  };
}

function experimentOf(
  { experiment = EXPERIMENT }: DeliverRequest,
  start: DeliveryJob['run']['start'],
): ExperimentChoice {
  if ('id' in experiment || start.experiment === null) return experiment;
  return { name: start.experiment };
}

function startOf(run: FollowedRun, folder: string): NonNullable<RecordedRun['start']> {
  if (run.start !== null) return run.start;
  const path = join(folder, 'events.jsonl');
  throw new DiabetesError('INVALID_DATA', `the run cannot be delivered: ${path} has no readable beginning`, {
    hint: 'Take the file from a backup; without its first line nobody knows what the run was.',
  });
}
