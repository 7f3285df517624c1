import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../foundation/atomic-files.ts';
import { errorCodeOf } from '../../foundation/write-failure.ts';
import { parseState, serialiseState, type Checkpoint } from '../training/checkpoint.ts';

/** The fits of one training, each with a state of its own. */
export type FitName = 'teacher' | 'network';

/** Keeps the states of a training's fits on disk. */
export interface CheckpointFolder {
  /** The run that left the states to go on from; undefined where there are none, or they are no run's. */
  readonly interrupted: () => Promise<string | undefined>;
  /** Whose states are saved from now on; null for a training that is not recorded. */
  readonly belongTo: (runId: string | null) => void;
  readonly of: (fit: FitName) => Checkpoint;
  /** Forgets them: the training is done. */
  readonly remove: () => Promise<void>;
}

/**
 * The checkpoints of one training below a folder. `key` stands for all that decides the weights, so that a training never
 * goes on from the state of another.
 *
 * @param resume whether earlier states are loaded; they are overwritten in any case
 */
export function openCheckpoints(folder: string, key: string, resume: boolean): CheckpointFolder {
  const own = join(folder, key);
  const owner = join(own, 'run');
  let runId: string | null | undefined;
  /** Together with the first state of its own: until then, the states are those of the run before. */
  const noteOwner = async (): Promise<void> => {
    if (runId === null) await rm(owner, { force: true });
    else if (runId !== undefined) await writeFileAtomically(owner, `${runId}\n`);
    runId = undefined;
  };
  return {
    interrupted: async () => (resume ? /^[0-9a-f]{32}$/m.exec((await readIfPresent(owner)) ?? '')?.[0] : undefined),
    belongTo: (id) => {
      runId = id;
    },
    of: (fit) => {
      const path = join(own, `${fit}.json`);
      return {
        load: async () => (resume ? parseState((await readIfPresent(path)) ?? '{}') : undefined),
        save: async (state) => {
          await noteOwner();
          await writeFileAtomically(path, serialiseState(state));
        },
      };
    },
    remove: async () => {
      await rm(own, { recursive: true, force: true });
      // The folders above are there for checkpoints alone, or are somebody's and not empty.
      for (const above of [folder, dirname(folder)]) await rmdir(above).catch(() => undefined);
    },
  };
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
