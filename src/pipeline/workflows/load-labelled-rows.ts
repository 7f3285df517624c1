import { fingerprintOf, readDataset } from '../dataset/read-dataset.ts';
import { splitDataset } from '../dataset/split.ts';
import type { LabelledRows } from './labelled-rows.ts';
import type { SplitParams } from '../params.ts';
import { loadPrepared } from './prepared-folder.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { sampleRows } from '../synthesis/sample-rows.ts';
import type { Synthesizer } from '../synthesis/synthesizer.ts';

/** Where labelled rows come from. */
export type RowOrigin =
  /** One file, which the split recipe divides. */
  | { readonly kind: 'file'; readonly path: string }
  /** A folder that `data split` made. */
  | { readonly kind: 'prepared'; readonly folder: string }
  /** Rows drawn from a fitted synthesizer. */
  | { readonly kind: 'synthetic'; readonly synthesizer: Synthesizer; readonly rows: number; readonly seed: number };

export interface LabelledRowsRequest {
  readonly origin: RowOrigin;
  readonly schema: SurveySchema;
  /** How rows that are not divided yet are. */
  readonly params: SplitParams;
  readonly signal?: AbortSignal;
  /** Called with the number of rows so far, before they take up memory; what it throws ends the work. */
  readonly onRows?: (rows: number) => void;
}

/**
 * Reads or makes labelled rows and divides them.
 *
 * @throws DiabetesError PATH_NOT_FOUND, INVALID_DATA; the signal's reason when it aborts
 */
export async function loadLabelledRows(request: LabelledRowsRequest): Promise<LabelledRows> {
  const { origin, schema, params, signal, onRows } = request;
  if (origin.kind === 'prepared') return loadPrepared(origin.folder, request);
  if (origin.kind === 'synthetic') onRows?.(origin.rows);
  const rows = origin.kind === 'file' ? await readFileRows(origin.path, request) : makeRows(origin, schema);
  signal?.throwIfAborted();
  const split = splitDataset(rows.dataset, schema, params);
  const sizes = { train: split.train.length, validation: split.validation.length, test: split.test.length };
  return { ...rows, split, recipe: { method: 'stratified', ...params, rows: sizes } };
}

async function readFileRows(path: string, request: LabelledRowsRequest) {
  return { ...(await readDataset({ ...request, source: path })), source: 'file' as const };
}

function makeRows(origin: Extract<RowOrigin, { kind: 'synthetic' }>, schema: SurveySchema) {
  const dataset = sampleRows(origin.synthesizer, origin.rows, origin.seed);
  return { dataset, source: 'synthetic' as const, fingerprint: fingerprintOf(dataset, schema), absent: [] };
}
