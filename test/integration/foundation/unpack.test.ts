import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { openUnpacked, type UnpackOptions } from '../../../src/foundation/unpack/unpack.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { runCommand, runOrThrow } from '../../helpers/run-command.ts';
import { zipOf, type ZipFile } from '../../helpers/write-zip.ts';

const ROWS = `a,b\n${'1,2\n3,4\n'.repeat(40_000)}`;
const rows: ZipFile = { name: 'rows.csv', content: ROWS };

const { exitCode } = await runCommand(['python3', '-c', 'import zipfile']);
const missingPython = exitCode === 0 ? undefined : 'there is no python3';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unpack-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(content: string | Uint8Array, options: Partial<UnpackOptions> = {}) {
  const path = join(folder, 'file.txt');
  await writeFile(path, content);
  return openUnpacked(path, { name: 'the file', extension: '.csv', preferred: 'best.csv', ...options });
}

/** What it unpacks to, as text, and what it says about itself before. */
async function unpacked(content: string | Uint8Array, options?: Partial<UnpackOptions>) {
  const { chunks, ...facts } = await open(content, options);
  return { ...facts, text: await text(chunks()) };
}

describe('a file is unpacked by what it holds, whatever its name:', () => {
  const bytes = ROWS.length;

  it.each<[string, string | Uint8Array, object]>([
    ['plain text', ROWS, { kind: 'plain', bytes }],
    ['gz', gzipSync(ROWS), { kind: 'gzip' }],
    ['a deflated file of a zip', zipOf([rows]), { kind: 'zip', member: 'rows.csv', bytes }],
    ['a stored one', zipOf([{ ...rows, method: 'stored' }]), { kind: 'zip', member: 'rows.csv', bytes }],
    ['gz of several members', Buffer.concat([ROWS.slice(0, 99), ROWS.slice(99)].map((part) => gzipSync(part))), {}],
  ])('%s', async (_, content, facts) => {
    const result = await unpacked(content);
    expect(result).toMatchObject(facts);
    expect(result.text === ROWS).toBe(true);
  });

  it.each(['<!DOCTYPE html>\n<html>', '\uFEFF\n <HTML lang="en">', '<head>'])('a web page: %j', async (page) => {
    expect(await open(page)).toMatchObject({ kind: 'web-page' });
  });

  it.each(['', 'P', '<5,<6\n1,2\n'])('plain, too: %j', async (content) => {
    expect(await unpacked(content)).toEqual({ kind: 'plain', bytes: content.length, text: content });
  });

  it('more than once', async () => {
    const { chunks } = await open(zipOf([rows]));
    expect((await text(chunks())) === ROWS).toBe(true);
    expect((await text(chunks())) === ROWS).toBe(true);
  });
});

describeWith(missingPython, 'an archive that another program packed', () => {
  it('is unpacked', async () => {
    const [plain, archive] = [join(folder, 'rows.csv'), join(folder, 'python.zip')];
    await writeFile(plain, ROWS);
    await runOrThrow(['python3', '-m', 'zipfile', '-c', archive, plain]);
    const { chunks } = await openUnpacked(archive, { name: 'it', extension: '.csv' });
    expect((await text(chunks())) === ROWS).toBe(true);
  });
});

describe('of a zip archive', () => {
  const other = (name: string): ZipFile => ({ name, content: name });

  it.each<[string, string[], { member?: string; chosen: string }]>([
    ['the one CSV file', ['readme.txt', 'data/ROWS.CSV', 'folder.csv/'], { chosen: 'data/ROWS.CSV' }],
    ['not what macOS adds', ['rows.csv', '__MACOSX/._rows.csv'], { chosen: 'rows.csv' }],
    ['the known one of several', ['a.csv', 'in/best.csv', 'c.csv'], { chosen: 'in/best.csv' }],
    ['the one that is named', ['a.csv', 'best.csv', 'c.txt'], { member: 'c.txt', chosen: 'c.txt' }],
    ['the one whose last name is named', ['in/a.csv', 'b.csv'], { member: 'a.csv', chosen: 'in/a.csv' }],
  ])('%s', async (_, names, { chosen, ...options }) => {
    expect(await unpacked(zipOf(names.map(other)), options)).toMatchObject({ member: chosen, text: chosen });
  });

  it.each<[string, Partial<UnpackOptions>]>([
    ['the archive the file has 3 .csv files', {}],
    ['the archive the file has no file x.csv', { member: 'x.csv' }],
  ])('the choice is open: %s', async (message, options) => {
    await expect(open(zipOf(['a.csv', 'in/a.csv', 'b.csv'].map(other)), options)).rejects.toMatchObject({
      code: 'USAGE',
      message,
      hint: 'Choose one with --member NAME.',
      details: [{ where: 'it holds', message: 'a.csv, in/a.csv, b.csv' }],
    });
  });

  it('a name that two have is open, too', async () => {
    await expect(open(zipOf([other('x/a.csv'), other('y/a.csv')]), { member: 'a.csv' })).rejects.toMatchObject({
      message: 'the archive the file has more than one file a.csv',
    });
  });

  it('there is none', async () => {
    await expect(open(zipOf([other('a.txt')]))).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: 'the archive the file has no .csv file',
      details: [{ message: 'a.txt' }],
    });
    await expect(open(zipOf([]))).rejects.toMatchObject({ details: [{ message: 'nothing' }] });
  });

  it('there is none to choose where it is no archive', async () => {
    await expect(open(ROWS, { member: 'a.csv' })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('what is damaged is told:', () => {
  const archive = zipOf([rows]);
  const packed = gzipSync(ROWS);
  const changed = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 0xff;
    return copy;
  };
  const stored = zipOf([{ ...rows, method: 'stored' }]);

  it.each<[string, Uint8Array, string]>([
    ['a zip that is cut short', archive.subarray(0, -40), 'the archive the file is cut short: its list of files'],
    ['a zip with another byte', changed(archive, 60), 'the archive the file is damaged'],
    ['a stored file with another byte', changed(stored, 60), 'rows.csv has not the bytes that were packed'],
    ['an encrypted file', zipOf([{ ...rows, encrypted: true }]), 'rows.csv in the archive the file is encrypted'],
    ['a file packed in another way', zipOf([{ ...rows, method: 93 }]), 'is packed by method 93'],
    ['a gz that is cut short', packed.subarray(0, -20), 'the gz file the file is cut short'],
    ['a gz with another byte', changed(packed, 60), 'the gz file the file is damaged'],
  ])('%s', async (_, content, message) => {
    await expect(unpacked(content)).rejects.toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining(message),
    });
  });
});

describe('what is no file is told:', () => {
  const openPath = (path: string) => openUnpacked(path, { name: path, extension: '.csv' });

  it('nothing at all', async () => {
    await expect(openPath(join(folder, 'absent'))).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      message: expect.stringMatching(/^the file .*absent does not exist$/),
    });
  });

  it('a folder', async () => {
    await mkdir(join(folder, 'sub'));
    await expect(openPath(join(folder, 'sub'))).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      message: expect.stringContaining('is a folder, not a file'),
    });
  });

  it('a device or a pipe, without waiting for it', async () => {
    await runOrThrow(['mkfifo', join(folder, 'pipe')]);
    for (const path of ['/dev/zero', join(folder, 'pipe')]) {
      await expect(openPath(path)).rejects.toMatchObject({ message: `${path} is a pipe or a device, not a file` });
    }
  });
});
