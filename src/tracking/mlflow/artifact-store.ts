import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from './errors.ts';
import type { CallOptions } from './transport.ts';
import { refused } from './values.ts';

/** A file or folder among artifacts. */
export interface ArtifactEntry {
  /** From the location on, with `/` between folders. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Of a file. */
  readonly bytes?: number;
}

/** One place where artifacts are. Paths are relative to it; `''` is the place itself. */
export interface ArtifactStore {
  /** What is directly below a folder, by name; nothing where there is no such folder. */
  readonly list: (path: string, options?: CallOptions) => Promise<readonly ArtifactEntry[]>;
  /** Sends a file from here, over one that may be there. */
  readonly uploadFile: (file: string, path: string, options?: CallOptions) => Promise<void>;
  /** Fetches a file, and replaces the one here as a whole. */
  readonly downloadFile: (path: string, file: string, options?: CallOptions) => Promise<void>;
  /** The same with all files of a folder and its folders; paths of what was sent or fetched. */
  readonly uploadFolder: (folder: string, path: string, options?: CallOptions) => Promise<readonly string[]>;
  readonly downloadFolder: (path: string, folder: string, options?: CallOptions) => Promise<readonly string[]>;
}

/** What a place must be able to do with single files. */
export type FileStore = Pick<ArtifactStore, 'list' | 'uploadFile' | 'downloadFile'>;

/** Adds folders to what a place can do with files, one file after the other. */
export function withFolders(store: FileStore, location: string): ArtifactStore {
  const filesBelow = async (path: string, options?: CallOptions): Promise<readonly string[]> => {
    const files: string[] = [];
    for (const entry of await store.list(path, options)) {
      if (entry.isFolder) files.push(...(await filesBelow(entry.path, options)));
      else files.push(entry.path);
    }
    return files;
  };
  return {
    ...store,
    uploadFolder: async (folder, path, options) => {
      const files = await filesOf(folder);
      for (const file of files) await store.uploadFile(join(folder, file), joinPath(path, file), options);
      return files;
    },
    downloadFolder: async (path, folder, options) => {
      const files = await filesBelow(path, options);
      if (files.length === 0) throw nothingThere(joinPath(location, path));
      const relative = files.map((file) => (path === '' ? file : file.slice(path.length + 1)));
      for (const [i, file] of files.entries()) await store.downloadFile(file, join(folder, relative[i]!), options);
      return relative;
    },
  };
}

/** The files below a folder here, in the order of their names, with `/` between folders. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const files: string[] = [];
  for (const name of names.sort()) if ((await stat(join(folder, name))).isFile()) files.push(name);
  return files;
}

/** The error of a place where there is nothing to fetch. */
export function nothingThere(place: string): MlflowError {
  return new MlflowError('not-found', `there are no artifacts at ${place}`, {
    hint: 'Check the path, and that the upload has been completed.',
  });
}

/**
 * The path of an artifact, which a store checks before it uses one. What a server lists is checked so too: nothing is
 * written beside the folder that was asked for.
 *
 * @throws MlflowError invalid-value for a path that is not relative, holds `.`, `..` or empty names, or a character that
 *   MLflow does not take
 */
export function checkArtifactPath(path: string): string {
  const isPlain = path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
  if (isPlain && !/[#\\\0]/.test(path)) return path;
  throw refused('the path of an artifact', path, 'relative, without ., .., //, # and \\');
}

/** A path below another; either may be empty. */
export function joinPath(base: string, path: string): string {
  if (base === '' || path === '') return base + path;
  return base.endsWith('/') ? base + path : `${base}/${path}`;
}
