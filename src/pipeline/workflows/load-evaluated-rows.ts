import { DiabetesError } from '../../foundation/errors.ts';
import type { PipelineEvent, Reporter } from '../../foundation/events.ts';
import type { Bundle } from '../bundle/load-bundle.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { readDataset, type DatasetReading } from '../dataset/read-dataset.ts';
import { countClasses, selectRows, splitDataset } from '../dataset/split.ts';
import { lackingNotice } from './lacking-notice.ts';
import { loadLabelledRows, type RowOrigin } from './load-labelled-rows.ts';

/** Which rows a model is evaluated on. */
export type EvaluatedRowsOrigin =
  /** The model's own: of the rows that it was trained from, the part that was kept for testing. */
  | { readonly kind: 'test'; readonly origin: RowOrigin }
  /** All rows of a labelled file, or the test part of a folder that `data split` made. */
  | { readonly kind: 'file'; readonly origin: Exclude<RowOrigin, { kind: 'synthetic' }> };

/** The rows on which a model is evaluated. */
export interface EvaluatedRows {
  readonly source: 'test' | 'file';
  /** Null for synthetic rows. */
  readonly path: string | null;
  readonly dataset: Dataset;
  /** What was read: how many rows, and whether people gave the answers. */
  readonly read: { readonly rows: number; readonly source: 'file' | 'synthetic' };
  /** Of all rows that the file has, evaluated or not. */
  readonly fingerprint: string;
  /** Indicators that count as unknown in every row, and which of them by --ignore-column. */
  readonly absent: readonly string[];
  readonly ignored: readonly string[];
}

export interface EvaluatedRowsRequest {
  readonly from: EvaluatedRowsOrigin;
  readonly bundle: Bundle;
  readonly report: Reporter;
  readonly signal?: AbortSignal;
}

/**
 * Reads the rows on which a model is evaluated. A file that the model was trained from is divided as it was then: to count
 * rows that the model has seen would flatter it.
 *
 * @throws DiabetesError INVALID_DATA for rows that cannot be used or are not those of the training; USAGE where the model
 *   kept none for testing; the signal's reason when it aborts
 */
export async function loadEvaluatedRows(request: EvaluatedRowsRequest): Promise<EvaluatedRows> {
  const { from } = request;
  return from.origin.kind === 'file' ? loadFile(from.origin, request) : loadDivided(from.origin, request);
}

/** Rows whose test share does not need to be found: those of a divided folder, and synthetic ones. */
async function loadDivided(
  origin: Exclude<RowOrigin, { kind: 'file' }>,
  request: EvaluatedRowsRequest,
): Promise<EvaluatedRows> {
  const { from, bundle } = request;
  const { schema, split, data } = bundle.manifest;
  const path = origin.kind === 'synthetic' ? null : origin.folder;
  const rows = await loadLabelledRows({ ...request, origin, schema, params: split });
  if (from.kind === 'test' && rows.fingerprint !== data.fingerprint) throw changed(rows.fingerprint, path, bundle);
  if (rows.split.test.length === 0) throw withoutTestRows(path);
  return {
    source: rows.fingerprint === data.fingerprint ? 'test' : 'file',
    path,
    dataset: selectRows(rows.dataset, rows.split.test),
    read: { rows: rows.dataset.rows, source: rows.source },
    fingerprint: rows.fingerprint,
    absent: rows.absent,
    ignored: ignoredOf(rows.absent, origin),
  };
}

async function loadFile(
  origin: Extract<RowOrigin, { kind: 'file' }>,
  request: EvaluatedRowsRequest,
): Promise<EvaluatedRows> {
  const { from, bundle, report, signal } = request;
  const { path, ignore = [] } = origin;
  const { schema, split, data } = bundle.manifest;
  const stop = signal === undefined ? {} : { signal };
  const reading = await readDataset({ source: path, schema, ignore, ...stop });
  const { dataset, fingerprint, absent } = reading;
  const isOwn = fingerprint === data.fingerprint;
  if (from.kind === 'test' && !isOwn) throw changed(fingerprint, path, bundle);
  const lacking = absent.filter((name) => !ignore.includes(name));
  if (lacking.length > 0) report(lackingNotice(path, lacking, schema));
  const read = { rows: dataset.rows, source: 'file' } as const;
  const common = { path, read, fingerprint, absent, ignored: ignoredOf(absent, origin) };
  if (!isOwn && !(await isOwnOtherwise(reading, path, request))) return { ...common, source: 'file', dataset };
  const { test } = splitDataset(dataset, schema, split);
  if (test.length === 0) throw withoutTestRows(path);
  if (from.kind === 'file') report(testShareNotice(path));
  return { ...common, source: 'test', dataset: selectRows(dataset, test) };
}

/**
 * Whether a file holds the rows that the model was trained from, though other columns of it are ignored or lacking. Where it
 * may hold them in another form, that is told.
 */
async function isOwnOtherwise(
  { dataset }: DatasetReading,
  path: string,
  { bundle, report, signal }: EvaluatedRowsRequest,
): Promise<boolean> {
  const { schema, data } = bundle.manifest;
  const counts = countClasses(dataset, schema);
  if (schema.target.classes.some(({ id }, k) => data.classes[id] !== counts[k])) return false;
  const stop = signal === undefined ? {} : { signal };
  const asThen = await readDataset({ source: path, schema, ignore: data.absent, ...stop }).catch(() => undefined);
  signal?.throwIfAborted();
  if (asThen?.fingerprint === data.fingerprint) return true;
  report({
    type: 'notice',
    level: 'warning',
    code: 'training-rows',
    message:
      `${path} has as many rows of each class as the model was trained from: ` +
      'if they are the same people, the model has seen most of them, and looks better than it is',
  });
  return false;
}

function testShareNotice(path: string): PipelineEvent {
  const message = `the model was trained from ${path}: only the rows that were kept for testing are evaluated`;
  return { type: 'notice', level: 'info', code: 'test-share', message };
}

/** The error of rows that are not those that the model was trained from. */
function changed(fingerprint: string, path: string | null, { manifest, version }: Bundle): DiabetesError {
  const rows = path === null ? 'the synthetic rows of this program are not those' : `${path} is not the file`;
  return new DiabetesError(
    'INVALID_DATA',
    `${rows} that model ${version} was trained from: the rows have ${fingerprint}, the model ${manifest.data.fingerprint}`,
    { hint: 'Name the rows to evaluate with --data, or train again on what is there now.' },
  );
}

function withoutTestRows(path: string | null): DiabetesError {
  const where =
    path === null ? 'split.test was 0 when the model was trained' : `of ${path} no rows were kept for testing`;
  return new DiabetesError('USAGE', `there is nothing to evaluate: ${where}`, {
    hint: 'Name other labelled rows with --data.',
  });
}

function ignoredOf(absent: readonly string[], origin: RowOrigin): readonly string[] {
  return origin.kind === 'synthetic' ? [] : absent.filter((name) => origin.ignore?.includes(name));
}
