import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const DEFAULT_FOLDER = 'cache';
const folderList = z.array(z.object({ md5: z.string() }));

/** Whether DVC's cache holds what a checksum stands for: a file, or a folder with all its files. */
export type IsCached = (md5: string) => Promise<boolean>;

/** Looks into the cache of a repository, wherever the repository's own configuration puts it (`cache.dir`). */
export async function openCache(dvcRoot: string): Promise<IsCached> {
  const files = join(await cacheFolder(join(dvcRoot, '.dvc')), 'files', 'md5');
  const pathOf = (md5: string): string => join(files, md5.slice(0, 2), md5.slice(2));
  return async (md5) => {
    if (!md5.endsWith('.dir')) return existsSync(pathOf(md5));
    const list = folderList.safeParse(await readJson(pathOf(md5)));
    return list.success && list.data.every((file) => existsSync(pathOf(file.md5)));
  };
}

/** What is set for this checkout alone wins over what is set for all. */
async function cacheFolder(dvcFolder: string): Promise<string> {
  for (const name of ['config.local', 'config']) {
    const text = await readFile(join(dvcFolder, name), 'utf8').catch(() => '');
    const section = /^\[cache\]\s*$([^[]*)/m.exec(text)?.[1] ?? '';
    const folder = /^\s*dir\s*=\s*(.*\S)/m.exec(section)?.[1];
    if (folder !== undefined) return resolve(dvcFolder, folder);
  }
  return join(dvcFolder, DEFAULT_FOLDER);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
