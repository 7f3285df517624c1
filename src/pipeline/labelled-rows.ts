import { join } from 'node:path';
import { sha256 } from '../foundation/hashing.ts';
import { joinDatasets } from './dataset/join-datasets.ts';
import type { Dataset } from './dataset/dataset.ts';
import { fingerprintOf, readDataset } from './dataset/read-dataset.ts';
import { splitDataset, type RowSplit, type SplitRecipe } from './dataset/split.ts';
import type { SplitParams } from './params.ts';
import type { SurveySchema } from './schema/survey-schema.ts';
import { sampleRows } from './synthesis/sample-rows.ts';
import type { Synthesizer } from './synthesis/synthesizer.ts';

/** Where labelled rows come from. */
export type RowOrigin =
  /** One file, which the split recipe divides. */
  | { readonly kind: 'file'; readonly path: string }
  /** A folder in which `data split` left train.csv, validation.csv and test.csv. */
  | { readonly kind: 'prepared'; readonly folder: string }
  /** Rows drawn from a fitted synthesizer. */
  | { readonly kind: 'synthetic'; readonly synthesizer: Synthesizer; readonly rows: number; readonly seed: number };

export const PREPARED_PARTS = ['train', 'validation', 'test'] as const;
export type PreparedPart = (typeof PREPARED_PARTS)[number];

/** Labelled rows and which of them serve what. */
export interface LabelledRows {
  readonly dataset: Dataset;
  readonly split: RowSplit;
  readonly recipe: SplitRecipe;
  readonly source: 'file' | 'synthetic';
  readonly fingerprint: string;
  /** Indicators that the file lacks. */
  readonly absent: readonly string[];
}

/**
 * Reads or makes labelled rows and divides them.
 *
 * @throws DiabetesError PATH_NOT_FOUND, INVALID_DATA
 */
export async function loadLabelledRows(
  origin: RowOrigin,
  schema: SurveySchema,
  params: SplitParams,
): Promise<LabelledRows> {
  if (origin.kind === 'prepared') return loadPrepared(origin.folder, schema);
  const rows = origin.kind === 'file' ? await readFileRows(origin.path, schema) : makeRows(origin, schema);
  const split = splitDataset(rows.dataset, schema, params);
  const sizes = { train: split.train.length, validation: split.validation.length, test: split.test.length };
  return { ...rows, split, recipe: { method: 'stratified', ...params, rows: sizes } };
}

async function readFileRows(path: string, schema: SurveySchema) {
  return { ...(await readDataset({ source: path, schema })), source: 'file' as const };
}

function makeRows(origin: Extract<RowOrigin, { kind: 'synthetic' }>, schema: SurveySchema) {
  const dataset = sampleRows(origin.synthesizer, origin.rows, origin.seed);
  return { dataset, source: 'synthetic' as const, fingerprint: fingerprintOf(dataset, schema), absent: [] };
}

async function loadPrepared(folder: string, schema: SurveySchema): Promise<LabelledRows> {
  const parts = [];
  for (const part of PREPARED_PARTS) parts.push(await readDataset({ source: join(folder, `${part}.csv`), schema }));
  const [train, validation, test] = parts.map((part) => part.dataset.rows) as [number, number, number];
  return {
    dataset: joinDatasets(parts.map((part) => part.dataset)),
    split: {
      train: rowNumbers(0, train),
      validation: rowNumbers(train, validation),
      test: rowNumbers(train + validation, test),
    },
    recipe: { method: 'prepared', rows: { train, validation, test } },
    source: 'file',
    fingerprint: `sha256:${sha256(parts.map((part) => part.fingerprint).join('\n'))}`,
    absent: parts[0]!.absent,
  };
}

function rowNumbers(first: number, count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => first + i);
}
