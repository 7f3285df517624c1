import type { Reporter } from '../../foundation/events.ts';
import { fingerprintOf, readDataset } from '../dataset/read-dataset.ts';
import { splitDataset } from '../dataset/split.ts';
import { lackingNotice } from './lacking-notice.ts';
import type { LabelledRows } from './labelled-rows.ts';
import type { SplitParams } from '../params.ts';
import { loadPrepared } from './prepared-folder.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { sampleRows } from '../synthesis/sample-rows.ts';
import type { Synthesizer } from '../synthesis/synthesizer.ts';

interface Ignoring {
  /** Indicators that are read as if the file lacked them. */
  readonly ignore?: readonly string[];
}

/** Where labelled rows come from. */
export type RowOrigin =
  /** One file, which the split recipe divides. */
  | (Ignoring & { readonly kind: 'file'; readonly path: string })
  /** A folder that `data split` made. */
  | (Ignoring & { readonly kind: 'prepared'; readonly folder: string })
  /** Rows drawn from a fitted synthesizer. */
  | { readonly kind: 'synthetic'; readonly synthesizer: Synthesizer; readonly rows: number; readonly seed: number };

export interface LabelledRowsRequest {
  readonly origin: RowOrigin;
  readonly schema: SurveySchema;
  /** How rows that are not divided yet are. */
  readonly params: SplitParams;
  /** Told which indicators the file lacks. */
  readonly report?: Reporter;
  readonly signal?: AbortSignal;
  /** Called with the number of rows so far, before they take up memory; what it throws ends the work. */
  readonly onRows?: (rows: number) => void;
}

/**
 * Reads or makes labelled rows and divides them.
 *
 * @throws DiabetesError PATH_NOT_FOUND, INVALID_DATA, USAGE; the signal's reason when it aborts
 */
export async function loadLabelledRows(request: LabelledRowsRequest): Promise<LabelledRows> {
  const { origin, schema, report } = request;
  const rows = await readOrMake(request);
  if (origin.kind === 'synthetic') return rows;
  const lacking = rows.absent.filter((indicator) => origin.ignore?.includes(indicator) !== true);
  const name = origin.kind === 'file' ? origin.path : origin.folder;
  if (lacking.length > 0) report?.(lackingNotice(name, lacking, schema));
  return rows;
}

async function readOrMake(request: LabelledRowsRequest): Promise<LabelledRows> {
  const { origin, schema, params, signal, onRows } = request;
  if (origin.kind === 'prepared') return loadPrepared(origin.folder, { ...request, ignore: origin.ignore ?? [] });
  if (origin.kind === 'synthetic') onRows?.(origin.rows);
  const rows = origin.kind === 'file' ? await readFileRows(origin, request) : makeRows(origin, schema);
  signal?.throwIfAborted();
  const split = splitDataset(rows.dataset, schema, params);
  const sizes = { train: split.train.length, validation: split.validation.length, test: split.test.length };
  return { ...rows, split, recipe: { method: 'stratified', ...params, rows: sizes } };
}

async function readFileRows({ path, ignore = [] }: Extract<RowOrigin, { kind: 'file' }>, request: LabelledRowsRequest) {
  return { ...(await readDataset({ ...request, source: path, ignore })), source: 'file' as const };
}

function makeRows(origin: Extract<RowOrigin, { kind: 'synthetic' }>, schema: SurveySchema) {
  const dataset = sampleRows(origin.synthesizer, origin.rows, origin.seed);
  return { dataset, source: 'synthetic' as const, fingerprint: fingerprintOf(dataset, schema), absent: [] };
}
