import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { readFailure } from '../../foundation/read-text-file.ts';
import { isNothingThere } from '../../foundation/write-failure.ts';
import {
  checkArtifactPath,
  joinPath,
  nothingThere,
  withFolders,
  type ArtifactEntry,
  type ArtifactStore,
} from './artifact-store.ts';
import { MlflowError } from './errors.ts';

/**
 * Artifacts in a folder of a file system that this machine shares with the server.
 *
 * @param location `file:///...` or a path
 * @throws MlflowError unsupported where this machine has no such folder: MLflow names the server's own (mlflow#15289)
 */
export async function openFolderStore(location: string): Promise<ArtifactStore> {
  const root = pathOf(location);
  if (root === undefined || !(await isHere(root))) throw elsewhere(location);
  return withFolders(
    {
      list: async (path) => listFolder(root, path),
      uploadFile: async (file, path) => copyFile(file, join(root, checkArtifactPath(path))),
      downloadFile: async (path, file) => {
        const source = join(root, checkArtifactPath(path));
        if (await isMissing(source)) throw nothingThere(joinPath(location, path));
        await copyFile(source, file);
      },
    },
    location,
  );
}

/** The absolute path of a location, or undefined where only the server knows what it is relative to. */
function pathOf(location: string): string | undefined {
  if (location.startsWith('/')) return location;
  if (!/^file:(\/\/(localhost)?)?\/(?!\/)/.test(location)) return undefined;
  return fileURLToPath(location);
}

/**
 * Whether a folder of artifacts is on this machine. Its last levels (experiment, run, `artifacts`) are made by the first who
 * writes there; a file system's root is on every machine and says nothing.
 */
async function isHere(folder: string): Promise<boolean> {
  const levels = folder.includes('/models/') ? 4 : 3;
  for (let place = folder, i = 0; i <= levels && place !== dirname(place); place = dirname(place), i++) {
    if (
      await stat(place).then(
        (found) => found.isDirectory(),
        () => false,
      )
    )
      return true;
  }
  return false;
}

function elsewhere(location: string): MlflowError {
  return new MlflowError(
    'unsupported',
    `cannot reach the artifacts at ${location}: that is a folder of the server's machine, and this one has no such folder`,
    {
      hint: 'Start the server with --artifacts-destination and without --default-artifact-root, so that it keeps artifacts itself; an experiment keeps the place that it was made with.',
    },
  );
}

async function listFolder(root: string, path: string): Promise<readonly ArtifactEntry[]> {
  const folder = path === '' ? root : join(root, checkArtifactPath(path));
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isNothingThere(error)) return [];
    throw new DiabetesError('PATH_NOT_FOUND', `the folder ${folder} ${readFailure(error)}`, { cause: error });
  });
  const found = entries.map(async ({ name }): Promise<ArtifactEntry> => {
    const status = await stat(join(folder, name));
    const entry = { path: joinPath(path, name), isFolder: status.isDirectory() };
    return entry.isFolder ? entry : { ...entry, bytes: status.size };
  });
  return (await Promise.all(found)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function copyFile(from: string, to: string): Promise<void> {
  try {
    await stat(from);
  } catch (cause) {
    const message = `the file ${from} ${readFailure(cause)}`;
    throw new DiabetesError('PATH_NOT_FOUND', message, { hint: 'Check the path.', cause });
  }
  await writeFileAtomically(to, createReadStream(from));
}

async function isMissing(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => !found.isFile(),
    () => true,
  );
}
