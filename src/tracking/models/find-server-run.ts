import { DiabetesError } from '../../foundation/errors.ts';
import type { MlflowClient, Run } from '../mlflow/client.ts';
import { undefinedWhereMissing } from '../mlflow/errors.ts';
import { tagIs } from '../mlflow/filters.ts';
import type { CallOptions } from '../mlflow/transport.ts';
import { RUN_ID_TAG } from '../delivery/server-tags.ts';

const WAYS = "A run is named by its id, by the first 4 or more digits of it, or by the server's id.";

/**
 * The server's id of a run.
 *
 * @param named the server's own, ours, or the first digits of ours
 * @throws DiabetesError RUN_NOT_FOUND where the server has no such run, or several; USAGE for what can be no id; MlflowError
 */
export async function findServerRun(client: MlflowClient, named: string, options?: CallOptions): Promise<string> {
  const id = named.toLowerCase();
  if (!/^[0-9a-f]{4,32}$/.test(id)) {
    throw new DiabetesError('USAGE', `${JSON.stringify(named)} is no id of a run`, { hint: WAYS });
  }
  const isWhole = id.length === 32;
  const own = isWhole ? await client.runs.get(id, options).catch(undefinedWhereMissing) : undefined;
  if (own !== undefined) return own.runId;
  const filter = isWhole ? tagIs(RUN_ID_TAG, id) : `tags.\`${RUN_ID_TAG}\` LIKE '${id}%'`;
  const runs = await searchEverywhere(client, filter, options);
  const [found, ...others] = runs;
  if (found === undefined) throw notFound(`${client.url} has no run ${id}, and none is recorded here`, WAYS);
  if (others.length === 0) return found.runId;
  const ids = runs.map(({ tags }) => tags[RUN_ID_TAG]!.slice(0, 12));
  throw notFound(`${id} begins the ids of several runs at ${client.url}: ${ids.join(', ')}`, 'Name more digits.');
}

/** The first few runs of all experiments that a filter lets through. */
async function searchEverywhere(client: MlflowClient, filter: string, options?: CallOptions): Promise<readonly Run[]> {
  const experimentIds: string[] = [];
  for await (const { experimentId } of client.experiments.search({}, options)) experimentIds.push(experimentId);
  const runs: Run[] = [];
  for await (const run of client.runs.search({ experimentIds, filter, pageSize: MOST }, options)) {
    if (runs.push(run) === MOST) break;
  }
  return runs;
}

/** Of many, the first few say enough. */
const MOST = 5;

function notFound(message: string, hint: string): DiabetesError {
  return new DiabetesError('RUN_NOT_FOUND', message, { hint });
}
