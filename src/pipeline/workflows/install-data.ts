import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { writeFileAtomically } from '../../foundation/atomic-files.ts';
import type { Clock } from '../../foundation/clock.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import type { Reporter } from '../../foundation/events.ts';
import { digestOf, type Digest } from '../../foundation/hashing.ts';
import { quantity } from '../../foundation/quantity.ts';
import { openUnpacked, type Unpacked } from '../../foundation/unpack/unpack.ts';
import { errorCodeOf, systemError, writeFailure } from '../../foundation/write-failure.ts';
import { checkHeader } from '../dataset/check-header.ts';
import { openRows } from '../dataset/open-rows.ts';
import { datasetColumns } from '../dataset/validate.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { progressReporter } from './progress-reporter.ts';
import { BRFSS_2015 } from './known-data.ts';
import { createStageRunner } from './stages.ts';

export interface InstallOptions {
  /** The CSV file to write. */
  readonly out: string;
  readonly schema: SurveySchema;
  /** Of the CSV, or of the file as it comes; 64 lower-case hex digits. */
  readonly sha256?: string;
  /** Which file of a zip archive is meant. */
  readonly member?: string;
  /** Whether another file at `out` is replaced. */
  readonly force: boolean;
  readonly report: Reporter;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** A file that holds data, packed or not, and what stands where they are to go. */
interface Arrival {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly existing: Digest | undefined;
}

/**
 * Unpacks and checks a file, and writes what it holds unless just that is in place already.
 *
 * @throws DiabetesError INVALID_DATA for what is not the survey's or not what the SHA-256 says; USAGE where the place is
 *   taken or the file of an archive is not named; PATH_NOT_FOUND; WRITE_FAILED; the signal's reason when it aborts
 */
export async function installData(
  { path, name, existing }: Arrival,
  { out, schema, sha256, member, force, report, clock, signal }: InstallOptions,
): Promise<Digest & { readonly unchanged: boolean }> {
  const choice = { extension: '.csv', preferred: BRFSS_2015.fileName, ...(member === undefined ? {} : { member }) };
  const unpacked = await openUnpacked(path, { name, ...choice });
  if (unpacked.kind === 'web-page') throw webPage(name);
  await checkColumns(unpacked, schema, name);
  return createStageRunner(report, clock)('unpack', 'Unpacking and checking', async () => {
    const onBytes = progressReporter('unpack', report, 'byte');
    const digest = await digestOf(unpacked.chunks(), (bytes) => {
      signal?.throwIfAborted();
      onBytes(bytes, unpacked.bytes);
    });
    if (sha256 !== undefined && digest.sha256 !== sha256) await checkPacked({ path, name, unpacked }, digest, sha256);
    const unchanged = digest.sha256 === existing?.sha256;
    if (!unchanged) {
      if (existing !== undefined && !force) throw occupied(out);
      await writeFileAtomically(out, sameChunks(unpacked, digest, { name, signal }));
    }
    return { value: { ...digest, unchanged }, summary: `${quantity(digest.bytes, 'byte')} of CSV` };
  });
}

/**
 * The digest of the file that stands at a place, or undefined where there is none.
 *
 * @throws DiabetesError WRITE_FAILED where a folder, a pipe or a device stands there
 */
export async function digestOfFile(path: string): Promise<Digest | undefined> {
  try {
    const existing = await stat(path);
    if (existing.isDirectory()) throw systemError('EISDIR');
    if (existing.isFile()) return await digestOf(createReadStream(path) as AsyncIterable<Buffer>);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw writeFailure(path, error);
  }
  throw new DiabetesError('WRITE_FAILED', `cannot write ${path}: it is a pipe or a device, not a file`, {
    hint: 'Name a file with --out.',
  });
}

/** Reads no further than the header. */
async function checkColumns(unpacked: Unpacked, schema: SurveySchema, name: string): Promise<void> {
  const rows = await openRows(Readable.from(unpacked.chunks()), { columns: datasetColumns(schema), name });
  await rows.close();
  checkHeader(rows.header, schema, name);
}

/** Where the CSV has not the SHA-256 that is asked for, the file as it came may have it. */
async function checkPacked(
  { path, name, unpacked }: Omit<Arrival, 'existing'> & { readonly unpacked: Unpacked },
  { sha256 }: Digest,
  expected: string,
): Promise<void> {
  const isPacked = unpacked.kind !== 'plain';
  const asItCame = isPacked ? (await digestOf(createReadStream(path) as AsyncIterable<Buffer>)).sha256 : sha256;
  if (asItCame === expected) return;
  throw new DiabetesError('INVALID_DATA', `${name} has not the SHA-256 that was asked for`, {
    hint: 'Check --sha256, and where the file comes from: it is damaged, or another one.',
    details: [
      { where: 'expected', message: expected },
      { where: isPacked ? 'of the CSV' : 'found', message: sha256 },
      ...(isPacked ? [{ where: 'as it came', message: asItCame }] : []),
    ],
  });
}

/** The chunks once more; a file that is being written meanwhile would give others. */
async function* sameChunks(
  unpacked: Unpacked,
  digest: Digest,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal | undefined },
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of unpacked.chunks()) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    yield chunk;
  }
  if (bytes === digest.bytes) return;
  throw new DiabetesError('INVALID_DATA', `${name} changed while it was read`, {
    hint: 'Wait until it is complete, and try again.',
  });
}

function webPage(name: string): DiabetesError {
  return new DiabetesError('INVALID_DATA', `${name} is a web page, not data`, {
    hint: 'A site that wants you to sign in sends such a page, as Kaggle does: download the file in a browser, and name that file.',
  });
}

function occupied(out: string): DiabetesError {
  return new DiabetesError('USAGE', `${out} is there already, with other content`, {
    hint: 'Replace it with --force, or name another place with --out.',
  });
}
