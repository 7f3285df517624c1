import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../foundation/clock.ts';
import { isNothingThere } from '../../foundation/write-failure.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { readDeliveries } from '../delivery/delivery-file.ts';
import { isProcessGone } from '../heartbeat.ts';
import { journalPath, runFolder } from '../run-folder.ts';
import { openWindow, readRun, skimRun } from './read-journal.ts';
import type { Run, RunSummary } from './run.ts';

/** The recorded runs of a project. */
export interface RunStore {
  /** The ids of all folders that may hold a run. */
  readonly ids: readonly string[];
  /** Every run, the newest first, and the ids of folders in which none can be read. */
  readonly list: () => { readonly runs: readonly RunSummary[]; readonly unreadable: readonly string[] };
  /** All of one run; undefined where its beginning cannot be read. */
  readonly read: (id: string) => Run | undefined;
  /** The folder of a run: an absolute path. */
  readonly folderOf: (id: string) => string;
  /** The bundle that was kept with a run: a path from the project's root; null where there is none. */
  readonly bundleOf: (id: string) => string | null;
  /** Where a run has been delivered to. */
  readonly deliveriesOf: (id: string) => readonly Delivery[];
}

/** The runs below `<root>/.diabetes/runs`; none where there is no such folder. */
export function openRunStore(root: string, clock: Clock = systemClock): RunStore {
  const folder = join(root, '.diabetes', 'runs');
  const ids = folderNames(folder).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const journal = (id: string) => journalPath(runFolder(root, id));
  const withLife = <T extends RunSummary>(run: T): T =>
    run.status === 'RUNNING' ? { ...run, isGone: isProcessGone(runFolder(root, run.id), clock.now()) } : run;
  return {
    ids,
    folderOf: (id) => join(folder, id),
    list: () => {
      const runs: RunSummary[] = [];
      const unreadable: string[] = [];
      const window = openWindow();
      for (const id of ids) {
        const run = skimRun(id, journal(id), window);
        if (run === undefined) unreadable.push(id);
        else runs.push(withLife(run));
      }
      return { runs: runs.sort(newestFirst), unreadable };
    },
    read: (id) => {
      const run = readRun(id, journal(id));
      return run === undefined ? undefined : withLife(run);
    },
    bundleOf: (id) => {
      const path = ['.diabetes', 'runs', id, 'model'];
      return existsSync(join(root, ...path, 'manifest.json')) ? path.join('/') : null;
    },
    deliveriesOf: (id) => readDeliveries(join(folder, id)),
  };
}

/** By start, and by id where that is the same, as MLflow has it. */
function newestFirst(a: RunSummary, b: RunSummary): number {
  return Date.parse(b.startTime) - Date.parse(a.startTime) || (a.id < b.id ? -1 : 1);
}

function folderNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isNothingThere(error)) return [];
    throw error;
  }
}
