import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { yaml11 } from '../../pipeline/bundle/mlflow-files.ts';

/** Writes a `meta.yaml`. */
export async function writeMeta(folder: string, fields: object): Promise<void> {
  await writeText(join(folder, 'meta.yaml'), yaml11(fields));
}

/** Writes a file for each key, below a folder of its own; a slash in a key leads into a folder. */
export async function writeTexts(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [key, text] of Object.entries(texts)) await writeText(join(folder, key), text);
}

async function writeText(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
