import type { MlflowClient } from '../mlflow/client.ts';
import type { CallOptions } from '../mlflow/transport.ts';
import { forgetDelivery, readDelivery } from './delivery-file.ts';

const PAGE_SIZE = 1_000;

/**
 * Forgets what was delivered to a server that does not have it: another store answers at the same address now. Runs that
 * were deleted there stay delivered.
 *
 * @throws MlflowError; DiabetesError WRITE_FAILED
 */
export async function forgetLostRuns(
  folders: readonly string[],
  client: MlflowClient,
  call: CallOptions,
): Promise<void> {
  const known = folders.flatMap((folder) => {
    const delivery = readDelivery(folder, client.url);
    return delivery === undefined ? [] : [{ folder, ...delivery }];
  });
  const experimentIds = [...new Set(known.map(({ experimentId }) => experimentId))];
  const there = new Set<string>();
  const runs = client.runs.search({ experimentIds, lifecycle: 'all', pageSize: PAGE_SIZE }, call);
  for await (const { runId } of runs) there.add(runId);
  for (const { folder, serverRunId } of known) {
    if (!there.has(serverRunId)) await forgetDelivery(folder, client.url);
  }
}
