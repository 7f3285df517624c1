import { statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../foundation/clock.ts';
import type { Reporter } from '../../foundation/events.ts';
import { deliverRuns, type DeliveryResult } from '../../tracking/delivery/deliver-runs.ts';
import { forgetLostRuns } from '../../tracking/delivery/forget-lost-runs.ts';
import type { MlflowClient } from '../../tracking/mlflow/client.ts';
import { openRunStore } from '../../tracking/runs/run-store.ts';

interface FollowOptions {
  /** The project's root. */
  readonly root: string;
  readonly report: Reporter;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/**
 * What delivers a project's runs to a server: all at the first call, the oldest first, and those whose journals have grown
 * since or that failed at each later one. Why a run cannot be delivered is told once.
 */
export function followRuns(
  client: MlflowClient,
  { root, report, signal, clock }: FollowOptions,
): () => Promise<readonly DeliveryResult[]> {
  const sizes = new Map<string, number>();
  const told = new Set<string>();
  let isFirst = true;
  const tell = (message: string): void => {
    if (!told.has(message)) report({ type: 'notice', level: 'warning', code: 'delivery', message });
    told.add(message);
  };
  return async () => {
    const grown = journalsOf(root).filter(({ folder, size }) => size !== sizes.get(folder));
    const folders = grown.map(({ folder }) => folder);
    if (isFirst) await forgetLostRuns(folders, client, { signal });
    isFirst = false;
    const results = await deliverRuns(folders, { client, signal, clock, report });
    for (const [i, { folder, size }] of grown.entries()) {
      const result = results[i]!;
      if (result.state === 'failed') tell(result.error.message);
      else sizes.set(folder, size);
    }
    return results;
  };
}

/** The folders of runs and how much their journals hold by now, the one first that was written to first. */
function journalsOf(root: string): readonly { readonly folder: string; readonly size: number }[] {
  const store = openRunStore(root);
  const journals = store.ids.flatMap((id) => {
    const folder = store.folderOf(id);
    const stats = statOf(join(folder, 'events.jsonl'));
    return stats === undefined ? [] : [{ folder, size: stats.size, writtenMs: stats.mtimeMs }];
  });
  return journals.sort((a, b) => a.writtenMs - b.writtenMs);
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
