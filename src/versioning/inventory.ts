import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { readDataFile, readLockFile, readPipelineFile } from './dvc-files.ts';
import type { DataFile, StageDefinition, StageLock } from './dvc-files.ts';
import { createIgnoreRules } from './ignore-rules.ts';

/** One stage of a repository. */
export interface StageEntry {
  /** How DVC names it: `train`, and with its file where that is not here: `../lib/dvc.yaml:train`. */
  readonly address: string;
  /** The folder that its paths start from. */
  readonly folder: string;
  readonly definition: StageDefinition;
  /** Absent where it has never run. */
  readonly lock?: StageLock;
}

/** One `.dvc` file of a repository. */
export interface DataEntry {
  /** How DVC names it: the file's path from here. */
  readonly address: string;
  /** The folder that its paths start from. */
  readonly folder: string;
  readonly content: DataFile;
}

/** All that a DVC repository keeps an eye on. */
export interface Inventory {
  readonly stages: readonly StageEntry[];
  readonly data: readonly DataEntry[];
}

/**
 * Reads every dvc.yaml, dvc.lock and .dvc file of a repository that no .gitignore and no .dvcignore leaves out. A
 * repository within the repository is not looked into.
 *
 * @param from the folder that addresses are told from
 * @throws DiabetesError INVALID_PIPELINE
 */
export async function readInventory(dvcRoot: string, from: string): Promise<Inventory> {
  const stages: StageEntry[] = [];
  const data: DataEntry[] = [];
  for (const path of await findDvcFiles(dvcRoot)) {
    if (path.endsWith('.dvc')) {
      const content = await readDataFile(path);
      data.push({ address: relative(from, path), folder: resolve(dirname(path), content.wdir ?? '.'), content });
    } else stages.push(...(await readStages(path, from)));
  }
  return { stages, data };
}

async function readStages(path: string, from: string): Promise<readonly StageEntry[]> {
  const lockPath = join(dirname(path), 'dvc.lock');
  const locks = existsSync(lockPath) ? await readLockFile(lockPath) : {};
  const prefix = dirname(path) === from ? '' : `${relative(from, path)}:`;
  return Object.entries(await readPipelineFile(path)).flatMap(([name, definition]) =>
    namesOf(name, definition, locks).map((each) => {
      const lock = locks[each];
      const folder = resolve(dirname(path), definition.wdir ?? '.');
      return { address: prefix + each, folder, definition, ...(lock === undefined ? {} : { lock }) };
    }),
  );
}

/** Which stages a template makes is DVC's to say; those that have run are in the lock file as `train@item`. */
function namesOf(name: string, definition: StageDefinition, locks: Readonly<Record<string, StageLock>>) {
  return isTemplate(definition) ? Object.keys(locks).filter((each) => each.startsWith(`${name}@`)) : [name];
}

/** Whether a stage stands for several. */
export function isTemplate({ foreach, matrix }: StageDefinition): boolean {
  return foreach !== undefined || matrix !== undefined;
}

/** All paths of dvc.yaml and .dvc files, a folder's own before those of its subfolders, by name. */
async function findDvcFiles(dvcRoot: string): Promise<readonly string[]> {
  const isIgnored = createIgnoreRules(dvcRoot, ['.gitignore', '.dvcignore']);
  const search = async (folder: string): Promise<readonly string[]> => {
    const files: string[] = [];
    const below: string[] = [];
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const isOwn = entry.isFile() && (entry.name === 'dvc.yaml' || /.\.dvc$/.test(entry.name));
      if (entry.isDirectory() && !isIgnored(path, true) && !existsSync(join(path, '.dvc'))) below.push(path);
      else if (isOwn && !isIgnored(path, false)) files.push(path);
    }
    for (const path of below.sort()) files.push(...(await search(path)));
    return files;
  };
  return search(dvcRoot);
}
