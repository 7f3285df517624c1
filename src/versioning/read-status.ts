import { DiabetesError } from '../foundation/errors.ts';
import type { ToolRunner } from '../foundation/run-tool.ts';
import { computeStatus, type StatusPlace } from './compute-status.ts';
import { describeStatus, type WorkspaceStatus } from './describe-status.ts';
import { STATUS_ARGS } from './dvc-command.ts';
import { parseDvcStatus, type DvcStatus } from './dvc-status.ts';
import { readInventory } from './inventory.ts';

/** Where a repository's stages and data stand, and who says so. */
export interface RepositoryStatus extends WorkspaceStatus {
  readonly source: 'dvc' | 'files';
}

/**
 * Asks DVC where stages and data stand; where it is not installed, the repository's own files tell.
 *
 * @param dvc runs in `place.from`
 * @throws DiabetesError TOOL_FAILED, INVALID_PIPELINE, PATH_NOT_FOUND; TOOL_MISSING where DVC alone could tell
 */
export async function readStatus(dvc: ToolRunner, place: StatusPlace): Promise<RepositoryStatus> {
  const asked = await askDvc(dvc);
  const inventory = await readInventory(place.dvcRoot, place.from);
  const status = asked ?? (await computeStatus(inventory, place));
  return { source: asked === undefined ? 'files' : 'dvc', ...describeStatus(inventory, status, place.from) };
}

/** Undefined where DVC is not installed. */
async function askDvc(dvc: ToolRunner): Promise<DvcStatus | undefined> {
  try {
    return parseDvcStatus((await dvc(STATUS_ARGS)).stdout);
  } catch (error) {
    if (error instanceof DiabetesError && error.code === 'TOOL_MISSING') return undefined;
    throw error;
  }
}
