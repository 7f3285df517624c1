import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { sha256 } from '../../src/foundation/hashing.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, PROGRAM } from '../helpers/diabetes.ts';
import { missingMount } from '../helpers/missing-mount.ts';
import { runOrThrow } from '../helpers/run-command.ts';
import { missingCertificates, selfSigned } from '../helpers/self-signed.ts';
import { answerFile, serve, serveProxy, type Served, type ServedFile } from '../helpers/serve.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';
import { zipOf } from '../helpers/write-zip.ts';

// Each test starts the program several times.
jest.setTimeout(60_000);

const SCHEMA = join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml');
const ROWS = secondSurveyRows(20_000, 3);
const HALF = Math.floor(ROWS.length / 2);
const SHA = sha256(ROWS);
const ZIP = zipOf([{ name: 'rows.csv', content: ROWS }]);

interface PullDocument {
  readonly unchanged: boolean;
  readonly sha256: string;
  readonly resumedFrom?: number;
}

interface ErrorLine {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly details: readonly { readonly message: string }[];
}

let cwd: string;
let out: string;
const servers: Served[] = [];

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'data-pull-'));
  out = join(cwd, 'data/raw/diabetes.csv');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await rm(cwd, { recursive: true, force: true });
});

async function started(server: Promise<Served>): Promise<Served> {
  servers.push(await server);
  return servers.at(-1)!;
}

async function serveFile(content: string | Uint8Array, breaks: number[] = []): Promise<Served> {
  const file: ServedFile = { content: Buffer.from(content), etag: '"one"', ranges: true, breaks };
  return started(serve(answerFile(file)));
}

const answer =
  (status: number, body: string): RequestListener =>
  (_, response) => {
    response.writeHead(status).end(body);
  };

const PLAIN = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, NODE_OPTIONS: undefined };
/** A proxy of the machine is not asked for what is on the machine. */
const ENV = { ...PLAIN, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };

const ARGV = ['data', 'pull', '--schema', SCHEMA];
const pull = (...argv: readonly string[]) => diabetesJson<PullDocument>([...ARGV, ...argv], { cwd, env: ENV });

/** Everything below the folder of the data. */
const left = async (): Promise<readonly string[]> => (await readdir(join(cwd, 'data/raw')).catch(() => [])).sort();

/** The one error of a pull that fails, with its exit code; it wrote no result. */
async function failing(argv: readonly string[]) {
  const options = { cwd, env: ENV };
  const { exitCode, stdout, stderr } = await diabetes([...ARGV, ...argv, '--json'], options);
  expect(stdout).toBe('');
  const error = JSON.parse(stderr.trimEnd().split('\n').at(-1)!) as ErrorLine;
  expect(error.message).not.toMatch(/\.$|This is a bug/);
  return { exitCode, ...error };
}

describeWith(missingBuild, 'data pull', () => {
  it('takes an archive from the disk, and has nothing to do the second time', async () => {
    await writeFile(join(cwd, 'archive.zip'), ZIP);
    expect(await pull('--from', 'archive.zip')).toEqual({
      schemaVersion: 1,
      command: 'data pull',
      path: out,
      source: join(cwd, 'archive.zip'),
      bytes: ROWS.length,
      sha256: SHA,
      known: null,
      unchanged: false,
    });
    expect((await readFile(out, 'utf8')) === ROWS).toBe(true);
    const { mtimeMs } = await stat(out);
    expect(await pull('--from', `file://${cwd}/archive.zip`)).toMatchObject({ unchanged: true });
    expect(await stat(out)).toMatchObject({ mtimeMs });
    expect(await left()).toEqual(['diabetes.csv']);
  });

  it('puts them below the root of the project, or at --out', async () => {
    await writeFile(join(cwd, 'params.yaml'), '');
    await mkdir(join(cwd, 'notes'));
    await writeFile(join(cwd, 'rows.gz'), gzipSync(ROWS));
    const options = { cwd: join(cwd, 'notes') };
    const first = await diabetesJson<{ path: string }>([...ARGV, '--from', '../rows.gz'], options);
    expect(first.path).toBe(out);
    const second = await diabetesJson<{ path: string }>([...ARGV, '--from', '../rows.gz', '--out', 'a/b.csv'], options);
    expect(second.path).toBe(join(cwd, 'notes/a/b.csv'));
    expect((await readFile(second.path, 'utf8')) === ROWS).toBe(true);
  });

  it('tells a person what it did, and trains on it', async () => {
    const server = await serveFile(ZIP);
    const result = await diabetes([...ARGV, '--from', `${server.origin}/a?b=c#d`], { cwd, env: ENV });
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stderr).toMatch(/^download +[\d,]+ bytes in .*\nunpack +[\d,]+ bytes of CSV in .*\n$/);
    expect(result.stdout).toContain(`what    a file that this program does not know\n`);
    expect(result.stdout).toContain(`sha256  ${SHA}\n`);
    expect(server.requests[0]!.url).toBe('/a?b=c');
    const { split } = await diabetesJson<{ split: { rows: object } }>(['data', 'split', '--schema', SCHEMA], { cwd });
    expect(split.rows).toBeDefined();
  });

  describe('of another file in place', () => {
    beforeEach(async () => {
      await mkdir(join(cwd, 'data/raw'), { recursive: true });
      await writeFile(out, 'my own work\n');
      await writeFile(join(cwd, 'rows.csv'), ROWS);
    });

    it('does not replace it, unless it is told to', async () => {
      expect(await failing(['--from', 'rows.csv'])).toMatchObject({
        exitCode: 2,
        code: 'USAGE',
        message: `${out} is there already, with other content`,
        hint: expect.stringContaining('--force'),
      });
      expect(await readFile(out, 'utf8')).toBe('my own work\n');
      expect(await pull('--from', 'rows.csv', '--force')).toMatchObject({ unchanged: false, sha256: SHA });
      expect((await readFile(out, 'utf8')) === ROWS).toBe(true);
    });

    it('keeps what was downloaded for the time that it is told to', async () => {
      const server = await serveFile(ZIP);
      await failing(['--from', server.origin]);
      expect(await left()).toEqual(['diabetes.csv', 'diabetes.csv.part', 'diabetes.csv.part.json']);
      expect(await pull('--from', server.origin, '--force')).toMatchObject({ resumedFrom: ZIP.length });
      expect(await left()).toEqual(['diabetes.csv']);
      expect(server.requests.at(-1)!.headers.range).toBe(`bytes=${ZIP.length}-`);
    });
  });

  describe('with --sha256', () => {
    it.each([
      ['the CSV', () => SHA.toUpperCase()],
      ['the archive', () => sha256(ZIP)],
    ])('accepts that of %s', async (_, sum) => {
      const server = await serveFile(ZIP);
      expect(await pull('--from', server.origin, '--sha256', sum())).toMatchObject({ sha256: SHA });
    });

    it('asks for nothing when it is in place', async () => {
      await writeFile(join(cwd, 'rows.csv'), ROWS);
      await pull('--from', 'rows.csv');
      const server = await serveFile(ZIP);
      expect(await pull('--from', server.origin, '--sha256', SHA)).toMatchObject({ unchanged: true });
      expect(await pull('--sha256', SHA)).toMatchObject({ unchanged: true, source: null });
      expect(server.requests).toEqual([]);
    });

    it('refuses anything else, and leaves what was there', async () => {
      await mkdir(join(cwd, 'data/raw'), { recursive: true });
      await writeFile(out, 'my own work\n');
      const server = await serveFile(ZIP);
      const expected = 'a'.repeat(64);
      const error = await failing(['--from', server.origin, '--sha256', expected, '--force']);
      expect(error).toMatchObject({ exitCode: 3, code: 'INVALID_DATA' });
      expect(error.details.map(({ message }) => message)).toEqual([expected, SHA, sha256(ZIP)]);
      expect(await readFile(out, 'utf8')).toBe('my own work\n');
      expect(await left()).toEqual(['diabetes.csv']);
    });
  });

  describe('refuses, and leaves nothing behind:', () => {
    const page = '<!DOCTYPE html>\n<html><title>Sign in</title></html>\n';
    it.each<[string, RequestListener, { exitCode: number; message: RegExp; hint: RegExp }]>([
      [
        'a page to sign in',
        answer(200, page),
        { exitCode: 3, message: /is a web page, not data$/, hint: /sign in.*Kaggle.*browser/ },
      ],
      ['404', answer(404, 'no'), { exitCode: 5, message: /the server answers 404 Not Found$/, hint: /check it/ }],
      ['403', answer(403, 'no'), { exitCode: 5, message: /the server answers 403 Forbidden$/, hint: /sign in/ }],
      ['other columns', answer(200, 'a,b\n1,2\n'), { exitCode: 3, message: /has no column outcome/, hint: /./ }],
      ['rubbish', answer(200, '\0\x01\x02\x03'), { exitCode: 3, message: /is not a text file/, hint: /./ }],
      ['nothing', answer(200, ''), { exitCode: 3, message: /is empty$/, hint: /./ }],
    ])('%s', async (_, listener, { exitCode, message, hint }) => {
      const server = await started(serve(listener));
      expect(await failing(['--from', server.origin])).toMatchObject({
        exitCode,
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      });
      expect(await left()).toEqual([]);
    });

    it.each<[string, Uint8Array, RegExp]>([
      ['a zip that is cut short', ZIP.subarray(0, -40), /is cut short/],
      ['a gz that is cut short', gzipSync(ROWS).subarray(0, -40), /is cut short/],
      ['a zip of something else', zipOf([{ name: 'a.txt', content: ROWS }]), /has no .csv file/],
    ])('%s', async (_, content, message) => {
      const server = await serveFile(content);
      const error = await failing(['--from', server.origin]);
      expect(error).toMatchObject({ exitCode: 3, message: expect.stringMatching(message) });
      expect(await left()).toEqual([]);
    });

    it.each<[string[], number, RegExp]>([
      [['--from', 'missing.zip'], 2, /the file .*missing.zip does not exist/],
      [['--from', '.'], 2, /is a folder, not a file/],
      [['--from', ''], 2, /must not be empty/],
      [['--from', 'ftp://127.0.0.1/a'], 2, /is a URL of the kind ftp:/],
      [['--from', 'https://'], 2, /is no valid URL/],
      [['--from', 'file://elsewhere/a'], 2, /names no file here/],
      [['--from', 'https://me:secret@127.0.0.1/a'], 2, /holds a name or a password/],
      [['--from', 'a.csv', '--sha256', 'abc'], 2, /must be 64 hexadecimal digits/],
      [['--from', SCHEMA, '--out', '.'], 1, /it is a folder/],
      [['--from', SCHEMA, '--out', '/dev/full'], 1, /it is a pipe or a device/],
      [[], 2, /there are no data at .*diabetes.csv, and --from/],
    ])('%j', async (argv, exitCode, message) => {
      const error = await failing(argv);
      expect(error).toMatchObject({ exitCode, message: expect.stringMatching(message) });
      expect(JSON.stringify(error)).not.toContain('secret');
      expect(await readdir(cwd)).toEqual([]);
    });
  });

  it('asks which file of an archive is meant, and does not download it again', async () => {
    const server = await serveFile(zipOf(['a.csv', 'b.csv'].map((name) => ({ name, content: ROWS }))));
    expect(await failing(['--from', server.origin])).toMatchObject({ exitCode: 2, hint: /--member/ });
    expect(await pull('--from', server.origin, '--member', 'b.csv')).toMatchObject({ sha256: SHA });
    expect(server.requests.map(({ headers }) => headers.range !== undefined)).toEqual([false, true]);
  });

  it('says where the survey is to be had, with the command to type afterwards', async () => {
    const { exitCode, stdout, stderr } = await diabetes(['data', 'pull'], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^Error: there are no data at .*\nHint: Download .*kaggle\.com\/datasets\/alexteboul\/.*account/,
    );
    expect(stderr).toMatch(/diabetes data pull --from archive\.zip\n$/);
  });

  describe('that is interrupted', () => {
    /** A pull that has come half-way, where the server falls silent. */
    async function halfWay() {
      const server = await serveFile(ROWS, [HALF]);
      const argv = [PROGRAM, ...ARGV, '--from', server.origin, '--json'];
      const child = spawn(process.execPath, argv, { cwd, env: ENV, stdio: ['ignore', 'ignore', 'pipe'] });
      const stderr = text(child.stderr);
      const ended = once(child, 'close') as Promise<[number | null, string | null]>;
      while ((await stat(`${out}.part`).catch(() => ({ size: 0 }))).size < HALF) {
        if (child.exitCode !== null) throw new Error(`it ended too early:\n${await stderr}`);
        await sleep(5);
      }
      return { server, child, ended, stderr };
    }

    /** The next call brings the other half alone. */
    async function expectResumed(server: Served): Promise<void> {
      expect(await pull('--from', server.origin)).toMatchObject({ resumedFrom: HALF, sha256: SHA, unchanged: false });
      expect(server.requests.at(-1)!.headers).toMatchObject({ range: `bytes=${HALF}-`, 'if-range': '"one"' });
      expect((await readFile(out, 'utf8')) === ROWS).toBe(true);
      expect(await left()).toEqual(['diabetes.csv']);
    }

    it.each([
      ['SIGINT', 130, 'INTERRUPTED'],
      ['SIGTERM', 143, 'TERMINATED'],
    ] as const)(
      'by %s ends with %i, keeps the part, says how to go on, and goes on',
      async (signal, exitCode, code) => {
        const { server, child, ended, stderr } = await halfWay();
        child.kill(signal);
        expect(await ended).toEqual([exitCode, null]);
        const error = JSON.parse((await stderr).trimEnd().split('\n').at(-1)!) as ErrorLine;
        expect(error.code).toBe(code);
        const typed = `data pull --schema ${SCHEMA} --from ${server.origin} --json`;
        expect(error.hint).toBe(`What has come is kept; to go on, type: diabetes ${typed}`);
        expect(await left()).toEqual(['diabetes.csv.part', 'diabetes.csv.part.json']);
        await expectResumed(server);
      },
    );

    it('by SIGKILL goes on with the next call', async () => {
      const { server, child, ended } = await halfWay();
      child.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);
      expect(await left()).not.toContain('diabetes.csv');
      await expectResumed(server);
    });

    it('is not disturbed by a second one', async () => {
      const { server, child, ended } = await halfWay();
      const error = await failing(['--from', server.origin]);
      expect(error).toMatchObject({ exitCode: 1, message: expect.stringContaining('is writing it') });
      child.kill('SIGKILL');
      await ended;
      await expectResumed(server);
    });

    it('by a server that is gone says how far it came and how to go on', async () => {
      const { server, child, ended } = await halfWay();
      child.kill('SIGINT');
      await ended;
      await servers.pop()!.close();
      const error = await failing(['--from', server.origin]);
      expect(error).toMatchObject({
        exitCode: 5,
        code: 'DOWNLOAD_FAILED',
        hint: /What has come is kept.*diabetes data pull/,
      });
      expect(error.message).toContain(
        `the connection is refused; ${HALF.toLocaleString('en-US')} of ${ROWS.length.toLocaleString('en-US')} bytes have come`,
      );
      const other = await failing(['--from', 'http://127.0.0.1:9/other']);
      expect(other.hint).not.toContain('is kept');
    });
  });

  it('goes through the proxy that the environment names, but not to the hosts of NO_PROXY', async () => {
    const [server, proxy] = [await serveFile(ZIP), await started(serveProxy())];
    const env = { ...PLAIN, HTTP_PROXY: proxy.origin, http_proxy: undefined, no_proxy: undefined };
    const argv = [...ARGV, '--from', server.origin];
    await diabetesJson(argv, { cwd, env: { ...env, NO_PROXY: '127.0.0.1' } });
    expect(proxy.requests).toHaveLength(0);
    await diabetesJson([...argv, '--out', 'again.csv'], { cwd, env: { ...env, NO_PROXY: undefined } });
    expect(proxy.requests.map(({ url }) => url)).toEqual([`${server.origin}/`]);
  });

  describeWith(missingCertificates, 'over TLS', () => {
    it('refuses a server that vouches for itself, unless its certificate is named', async () => {
      const tls = await selfSigned(cwd);
      const file: ServedFile = { content: ZIP, ranges: true, breaks: [] };
      const server = await started(serve(answerFile(file), { tls }));
      expect(await failing(['--from', server.origin])).toMatchObject({
        exitCode: 5,
        message: expect.stringContaining('the certificate is signed by the server itself'),
        hint: expect.stringContaining('NODE_EXTRA_CA_CERTS=ca.pem'),
      });
      const env = { ...ENV, NODE_EXTRA_CA_CERTS: tls.certFile };
      expect(await diabetesJson([...ARGV, '--from', server.origin], { cwd, env })).toMatchObject({ sha256: SHA });
    });
  });

  describeWith(missingMount, 'on a disk that is full', () => {
    let disk: string;
    beforeEach(async () => {
      disk = join(cwd, 'disk');
      await mkdir(disk);
      await runOrThrow(['mount', '-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]);
    });
    afterEach(() => runOrThrow(['umount', disk]));

    it('names it, keeps what has come, and goes on when there is space', async () => {
      const server = await serveFile(ROWS);
      const argv = ['--from', server.origin, '--out', 'disk/rows.csv'];
      const error = await failing(argv);
      expect(error).toMatchObject({
        exitCode: 1,
        code: 'WRITE_FAILED',
        message: `cannot write ${disk}/rows.csv.part: no space left on the device`,
        hint: expect.stringMatching(/^Free some space.*What has come is kept; to go on/),
      });
      expect((await readdir(disk)).sort()).toEqual(['rows.csv.part', 'rows.csv.part.json']);
      await runOrThrow(['mount', '-o', 'remount,size=8m', disk]);
      const { resumedFrom, sha256: sum } = await pull(...argv);
      expect(sum).toBe(SHA);
      expect(resumedFrom).toBeGreaterThan(0);
      expect(await readdir(disk)).toEqual(['rows.csv']);
    });

    it('leaves the old file and nothing half-written', async () => {
      await writeFile(join(disk, 'rows.csv'), 'my own work\n');
      await writeFile(join(cwd, 'rows.csv'), ROWS);
      const error = await failing(['--from', 'rows.csv', '--out', 'disk/rows.csv', '--force']);
      expect(error).toMatchObject({ exitCode: 1, message: expect.stringContaining('no space left on the device') });
      expect(await readdir(disk)).toEqual(['rows.csv']);
      expect(await readFile(join(disk, 'rows.csv'), 'utf8')).toBe('my own work\n');
    });
  });

  it('follows a link at its place', async () => {
    await mkdir(join(cwd, 'data/raw'), { recursive: true });
    await symlink(join(cwd, 'elsewhere.csv'), out);
    await writeFile(join(cwd, 'rows.csv'), ROWS);
    await pull('--from', 'rows.csv');
    expect((await readFile(join(cwd, 'elsewhere.csv'), 'utf8')) === ROWS).toBe(true);
  });
});
