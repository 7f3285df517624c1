import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DiabetesError } from '../foundation/errors.ts';
import { quantity } from '../foundation/quantity.ts';
import type { ToolRunner } from '../foundation/run-tool.ts';
import { addArgs } from './dvc-command.ts';
import { readDataFile, type RecordedPath } from './dvc-files.ts';

export interface VersionRequest {
  /** The file or folder, absolute. */
  readonly path: string;
  /** How many rows it has, where it is a file of rows. */
  readonly rows: number | null;
  /** Whether the commit is to be made. */
  readonly commit: boolean;
}

/** The repository around the data; both tools run in the folder that holds them. */
export interface VersionTools {
  readonly dvc: ToolRunner;
  readonly git: ToolRunner;
  readonly dvcRoot: string;
}

/** A version of a data file or folder, beside the one before. */
export interface DataVersion {
  /** The small file that stands for the data in git. */
  readonly dvcFile: string;
  /** The checksum as DVC names it: 32 hex digits, with `.dir` behind those of a folder. */
  readonly md5: string;
  /** The checksum that was recorded before; null where there was none. */
  readonly previousMd5: string | null;
  readonly changed: boolean;
  readonly sizeBytes: number;
  /** How many files a folder holds; null for a file. */
  readonly files: number | null;
  readonly rows: number | null;
  /** What there was to commit: absolute paths; null where git has it all. `hash` is null until it is made. */
  readonly commit: { readonly paths: readonly string[]; readonly message: string; readonly hash: string | null } | null;
}

/**
 * Takes a file or folder into DVC's cache, records its checksum beside it in `<path>.dvc`, and finds out, or does, what
 * is to be committed of that.
 *
 * @throws DiabetesError USAGE where DVC would not keep this path by itself, TOOL_MISSING, TOOL_FAILED, INVALID_PIPELINE
 */
export async function keepVersion({ path, rows, commit }: VersionRequest, tools: VersionTools): Promise<DataVersion> {
  const { dvc, git, dvcRoot } = tools;
  refuseDvcFile(path);
  refuseInsideData(path, dvcRoot);
  const dvcFile = `${path}.dvc`;
  const before = existsSync(dvcFile) ? await readRecord(dvcFile) : undefined;
  await dvc(addArgs(basename(path)));
  const { md5 = '', size: sizeBytes = 0, nfiles: files = null } = (await readRecord(dvcFile)) ?? {};
  const previousMd5 = before?.md5 ?? null;
  const version = { dvcFile, md5, previousMd5, changed: md5 !== previousMd5, sizeBytes, files, rows };
  const paths = await findUncommitted(git, dvcFile);
  if (paths.length === 0) return { ...version, commit: null };
  const message = `Track ${basename(path)} (md5 ${md5.slice(0, 8)}, ${extentOf(version)})`;
  return { ...version, commit: { paths, message, hash: commit ? await commitFiles(git, paths, message) : null } };
}

function extentOf({ rows, files, sizeBytes }: Omit<DataVersion, 'commit'>): string {
  if (rows !== null) return quantity(rows, 'row');
  return files === null ? quantity(sizeBytes, 'byte') : quantity(files, 'file');
}

/** A .dvc file of `dvc add` stands for one path. */
async function readRecord(dvcFile: string): Promise<RecordedPath | undefined> {
  return (await readDataFile(dvcFile)).outs[0];
}

function refuseDvcFile(path: string): void {
  if (!path.endsWith('.dvc')) return;
  throw new DiabetesError('USAGE', `${path} is DVC's record of the data, not the data`, {
    hint: `diabetes data version ${path.slice(0, -'.dvc'.length)}`,
  });
}

function refuseInsideData(path: string, dvcRoot: string): void {
  for (let folder = dirname(path); folder.length > dvcRoot.length; folder = dirname(folder)) {
    if (!existsSync(`${folder}.dvc`)) continue;
    throw new DiabetesError('USAGE', `${path} is part of ${folder}, which DVC keeps as a whole`, {
      hint: `diabetes data version ${folder}`,
    });
  }
}

/** Which of the files that `dvc add` writes differ from git's last commit: the .dvc file, and the .gitignore beside it. */
async function findUncommitted(git: ToolRunner, dvcFile: string): Promise<readonly string[]> {
  const uncommitted: string[] = [];
  for (const name of [basename(dvcFile), '.gitignore']) {
    const { stdout } = await git(['status', '--porcelain', '--untracked-files=all', '--', name]);
    if (stdout !== '') uncommitted.push(join(dirname(dvcFile), name));
  }
  return uncommitted;
}

/** Commits these files, and nothing else that may be staged; gives the commit's full hash. */
async function commitFiles(git: ToolRunner, paths: readonly string[], message: string): Promise<string> {
  await git(['add', '--', ...paths]);
  await git(['commit', '--quiet', '--message', message, '--', ...paths]);
  return (await git(['rev-parse', 'HEAD'])).stdout.trim();
}
