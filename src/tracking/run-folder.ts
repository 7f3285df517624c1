import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFailure } from '../foundation/write-failure.ts';

/** The folder of one run in a project. */
export function runFolder(root: string, runId: string): string {
  return join(root, '.diabetes', 'runs', runId);
}

/** A run's journal, from its folder. */
export function journalPath(folder: string): string {
  return join(folder, 'events.jsonl');
}

/**
 * Keeps a run's own copy of its bundle, which no later run can overwrite.
 *
 * @throws DiabetesError WRITE_FAILED; no part of a copy is then left
 */
export async function keepBundle(folder: string, bundle: string): Promise<void> {
  const model = join(folder, 'model');
  try {
    await cp(bundle, model, { recursive: true });
  } catch (error) {
    await rm(model, { recursive: true, force: true }).catch(() => undefined);
    throw writeFailure(model, error);
  }
}
