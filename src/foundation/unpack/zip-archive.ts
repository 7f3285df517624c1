import { posix } from 'node:path';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { DiabetesError } from '../errors.ts';
import { errorCodeOf } from '../write-failure.ts';

/** Which file of an archive is meant. */
export interface MemberChoice {
  /** The file's path in the archive, or its name alone: no other is looked at. */
  readonly member?: string;
  /** What the file's name ends with: `.csv`. */
  readonly extension: string;
  /** The name that decides where several end so. */
  readonly preferred?: string;
}

const MOST_NAMES = 20;

/**
 * The one file of an archive that is meant.
 *
 * @param name what messages call the archive
 * @throws DiabetesError INVALID_DATA where the archive cannot be read or has no such file; USAGE where the choice is open
 */
export async function chooseMember(path: string, choice: MemberChoice, name: string): Promise<Entry> {
  const files = await withArchive(path, name, async (archive) => {
    const entries: Entry[] = [];
    for await (const entry of archive.eachEntry()) if (isFile(entry)) entries.push(entry);
    return entries;
  });
  const entry = pick(files, choice, name);
  refuseUnreadable(entry, name);
  return entry;
}

/**
 * The bytes of a file of an archive, piece by piece, checked against the size and the CRC-32 that the archive tells.
 *
 * @throws DiabetesError INVALID_DATA where they are damaged
 */
export async function* memberChunks(path: string, entry: Entry, name: string): AsyncGenerator<Buffer, void> {
  const archive = await opened(path, name);
  let sum = 0;
  try {
    const stream = await archive.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw broken(error, name);
  } finally {
    archive.close();
  }
  if (sum !== entry.crc32) throw broken(new Error(`${entry.fileName} has not the bytes that were packed`), name);
}

async function withArchive<T>(path: string, name: string, work: (archive: ZipFile) => Promise<T>): Promise<T> {
  const archive = await opened(path, name);
  try {
    return await work(archive);
  } catch (error) {
    throw broken(error, name);
  } finally {
    archive.close();
  }
}

async function opened(path: string, name: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false });
  } catch (error) {
    throw broken(error, name);
  }
}

/** Neither a folder nor what macOS puts beside each file. */
function isFile({ fileName }: Entry): boolean {
  return !fileName.endsWith('/') && !fileName.startsWith('__MACOSX/');
}

function pick(files: readonly Entry[], { member, extension, preferred }: MemberChoice, name: string): Entry {
  const all = files.map(({ fileName }) => fileName);
  if (member !== undefined) {
    const named = files.filter(({ fileName }) => fileName === member || posix.basename(fileName) === member);
    if (named.length === 1) return named[0]!;
    const problem = named.length === 0 ? 'has no file' : 'has more than one file';
    throw openChoice(`the archive ${name} ${problem} ${member}`, named.length === 0 ? all : namesOf(named));
  }
  const fitting = files.filter(({ fileName }) => fileName.toLowerCase().endsWith(extension));
  if (fitting.length === 1) return fitting[0]!;
  const known = fitting.filter(({ fileName }) => posix.basename(fileName) === preferred);
  if (known.length === 1) return known[0]!;
  if (fitting.length > 1) {
    throw openChoice(`the archive ${name} has ${fitting.length} ${extension} files`, namesOf(fitting));
  }
  throw new DiabetesError('INVALID_DATA', `the archive ${name} has no ${extension} file`, {
    hint: 'Name the archive that holds the rows.',
    details: [{ where: 'it holds', message: listed(all) }],
  });
}

function openChoice(message: string, names: readonly string[]): DiabetesError {
  return new DiabetesError('USAGE', message, {
    hint: 'Choose one with --member NAME.',
    details: [{ where: 'it holds', message: listed(names) }],
  });
}

function namesOf(entries: readonly Entry[]): readonly string[] {
  return entries.map(({ fileName }) => fileName);
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : '';
  return names.slice(0, MOST_NAMES).join(', ') + more;
}

const STORED = 0;
const DEFLATED = 8;

function refuseUnreadable(entry: Entry, name: string): void {
  const { fileName, compressionMethod } = entry;
  if (entry.isEncrypted()) {
    throw new DiabetesError('INVALID_DATA', `${fileName} in the archive ${name} is encrypted`, {
      hint: 'Unpack it with its password, and name the unpacked file.',
    });
  }
  if (compressionMethod === STORED || compressionMethod === DEFLATED) return;
  throw new DiabetesError(
    'INVALID_DATA',
    `${fileName} in the archive ${name} is packed by method ${compressionMethod}; only stored and deflated files are read`,
    { hint: 'Unpack it with another program, and name the unpacked file.' },
  );
}

/** yauzl's errors have no code, those of zlib one that begins with Z_; any other is the system's. */
function broken(error: unknown, name: string): unknown {
  if (error instanceof DiabetesError) return error;
  const code = errorCodeOf(error);
  if (typeof code === 'string' && !code.startsWith('Z_')) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const isCut = reason.startsWith('End of central directory record signature not found');
  const problem = isCut ? 'is cut short: its list of files, at the end, is missing' : `is damaged: ${reason}`;
  return new DiabetesError('INVALID_DATA', `the archive ${name} ${problem}`, {
    hint: 'Download it again.',
    cause: error,
  });
}
