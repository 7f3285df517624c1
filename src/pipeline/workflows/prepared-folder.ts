import { join } from 'node:path';
import { currentFolder, type FolderKind } from '../../foundation/atomic-files.ts';
import { borrowMemory } from '../../foundation/borrowed-memory.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hashing.ts';
import { readTextFile } from '../../foundation/read-text-file.ts';
import { DatasetBuilder } from '../dataset/dataset-builder.ts';
import { readDataset, type DatasetReading, type ReadDatasetOptions } from '../dataset/read-dataset.ts';
import type { SplitRecipe } from '../dataset/split.ts';
import type { LabelledRows } from './labelled-rows.ts';

export const PREPARED_PARTS = ['train', 'validation', 'test'] as const;
type Part = (typeof PREPARED_PARTS)[number];

/** How the rows were divided and where they came from. */
export const SPLIT_FILE = 'split.json';

/** A folder of divided rows; a part without rows has no file. */
export const PREPARED_FOLDER: FolderKind = {
  names: [SPLIT_FILE, ...PREPARED_PARTS.map((part) => `${part}.csv`)],
  mark: SPLIT_FILE,
};

/** What a folder of divided rows says of itself. */
interface SplitFile {
  readonly formatVersion: 1;
  readonly source: LabelledRows['source'];
  /** Of the rows before they were divided. */
  readonly fingerprint: string;
  readonly recipe: SplitRecipe;
  /** Indicators of which no row has an answer; not there before a file could lack some. */
  readonly absent?: readonly string[];
}

/** The text of a folder's split.json. */
export function splitFileText({ source, fingerprint, recipe, absent }: LabelledRows): string {
  const file: SplitFile = { formatVersion: 1, source, fingerprint, recipe, absent };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a folder of divided rows back as the parts it was divided into.
 *
 * @throws DiabetesError PATH_NOT_FOUND where it is none; INVALID_DATA for rows that cannot be used
 */
export async function loadPrepared(
  folder: string,
  options: Pick<ReadDatasetOptions, 'schema' | 'ignore' | 'signal' | 'onRows'>,
): Promise<LabelledRows> {
  const current = await currentFolder(folder);
  const {
    source,
    recipe,
    absent = [],
  } = parseSplitFile(await readTextFile(join(current, SPLIT_FILE), 'the split'), folder);
  const named = PREPARED_PARTS.filter((part) => recipe.rows[part] > 0);
  const parts: DatasetReading[] = [];
  const builder = new DatasetBuilder(options.schema);
  for (const part of named) {
    const before = builder.rows;
    const onRows = (rows: number): void => options.onRows?.(before + rows);
    parts.push(await readDataset({ ...options, source: join(current, `${part}.csv`), onRows, into: builder }));
  }
  const none = new Uint32Array(0);
  const split: Record<Part, Uint32Array> = { train: none, validation: none, test: none };
  let first = 0;
  named.forEach((part, i) => {
    const { rows } = parts[i]!.dataset;
    split[part] = rowNumbers(first, rows);
    first += rows;
  });
  const rows = { train: split.train.length, validation: split.validation.length, test: split.test.length };
  return {
    dataset: builder.rowsFrom(0),
    split,
    recipe: { ...recipe, rows },
    source,
    fingerprint: `sha256:${sha256(parts.map((part) => part.fingerprint).join('\n'))}`,
    absent: options.schema.indicators
      .map(({ name }) => name)
      .filter((name) => absent.includes(name) || parts[0]?.absent.includes(name) === true),
  };
}

function parseSplitFile(text: string, folder: string): SplitFile {
  try {
    const file = JSON.parse(text) as Partial<SplitFile>;
    if (file.formatVersion === 1 && file.recipe !== undefined && file.recipe.rows.train > 0) return file as SplitFile;
  } catch {
    // Told below, together with what is JSON but something else.
  }
  throw new DiabetesError('INVALID_DATA', `${join(folder, SPLIT_FILE)} does not say how the rows were divided`, {
    hint: 'Divide the rows again with `diabetes data split`.',
  });
}

function rowNumbers(first: number, count: number): Uint32Array {
  const numbers = new Uint32Array(borrowMemory(count * Uint32Array.BYTES_PER_ELEMENT));
  for (let i = 0; i < count; i++) numbers[i] = first + i;
  return numbers;
}
