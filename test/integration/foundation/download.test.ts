import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { download, type Download, type DownloadRequest } from '../../../src/foundation/download/download.ts';
import { createHttpClient, type HttpClientOptions } from '../../../src/foundation/download/http-client.ts';
import { removePart } from '../../../src/foundation/download/part-file.ts';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { missingCertificates, selfSigned } from '../../helpers/self-signed.ts';
import { answerFile, hangUpWhenCome, serve, serveProxy, type Served, type ServedFile } from '../../helpers/serve.ts';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 256));
const HALF = 150_000;

let folder: string;
let part: string;
const servers: Served[] = [];
/** How long it would have waited before each further try. */
let waits: number[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'));
  part = join(folder, 'file.part');
  waits = [];
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function started(server: Promise<Served>): Promise<Served> {
  servers.push(await server);
  return servers.at(-1)!;
}

async function serveFile(changes: Partial<ServedFile> = {}): Promise<Served & { readonly file: ServedFile }> {
  const file: ServedFile = { content: CONTENT, etag: '"one"', ranges: true, breaks: [], ...changes };
  return { ...(await started(serve(answerFile(file)))), file };
}

const serveStatus = (...statuses: readonly number[]): Promise<Served> => serveAnswers(...statuses.map((s) => plain(s)));

const plain =
  (status: number, headers = {}): RequestListener =>
  (_, response) => {
    response.writeHead(status, headers).end('no');
  };

/** One answer after the other, and the last one again and again. */
function serveAnswers(...answers: readonly RequestListener[]): Promise<Served> {
  let next = 0;
  return started(
    serve((incoming, response) => {
      answers[Math.min(next++, answers.length - 1)]!(incoming, response);
    }),
  );
}

interface Fetching extends Partial<DownloadRequest> {
  readonly client?: Partial<HttpClientOptions>;
  /** Whose connections break off once what was sent has come. */
  readonly breaking?: ServedFile;
}

/** Downloads with a patience of three waits that take no time. */
async function fetchFile(url: string, { client, breaking, ...changes }: Fetching = {}): Promise<Download> {
  const onBytes = (bytes: number): void => {
    if (breaking !== undefined) hangUpWhenCome(breaking, bytes);
  };
  const { get, close } = createHttpClient({ environment: {}, ...client });
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  try {
    const retry = { delaysMs: [100, 200, 400], longestWaitMs: 60_000, wait };
    return await download({ url, part, get, retry, now: () => Date.UTC(2020, 0, 1), onBytes, ...changes });
  } finally {
    await close();
  }
}

async function errorOf(result: Promise<unknown>): Promise<DiabetesError> {
  const error: unknown = await result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DiabetesError) return error;
  throw new Error('it threw no DiabetesError', { cause: error });
}

/** Whether the part is just this; jest takes a second to compare as much itself. */
async function holds(content: Uint8Array): Promise<boolean> {
  return (await readFile(part)).equals(content);
}

const ranges = ({ requests }: Served): unknown[] => requests.map(({ headers }) => headers.range ?? 'all');

describe('a download', () => {
  it('brings the file, tells how far it is, and asks for bytes that are not packed', async () => {
    const server = await serveFile();
    const told: [number, number | undefined][] = [];
    const result = await fetchFile(`${server.origin}/file.zip`, { onBytes: (...bytes) => told.push(bytes) });
    expect(result).toEqual({ bytes: CONTENT.length });
    expect(await holds(CONTENT)).toBe(true);
    expect(told[0]).toEqual([0, CONTENT.length]);
    expect(told.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
    expect(server.requests[0]!.headers).toMatchObject({ 'accept-encoding': 'identity' });
  });

  it('does without a length that is announced', async () => {
    const server = await started(
      serve((_, response) => {
        response.write(CONTENT.subarray(0, HALF));
        response.end(CONTENT.subarray(HALF));
      }),
    );
    expect(await fetchFile(server.origin)).toEqual({ bytes: CONTENT.length });
    expect(await holds(CONTENT)).toBe(true);
  });

  it('follows redirects, also to another server', async () => {
    const other = await serveFile();
    const server = await serveAnswers(plain(302, { location: '/next' }), plain(307, { location: other.origin }));
    expect(await fetchFile(server.origin)).toEqual({ bytes: CONTENT.length });
    expect(server.requests.map(({ url }) => url)).toEqual(['/', '/next']);
  });

  it('ends a circle of redirects', async () => {
    const server = await serveAnswers(plain(302, { location: '/again' }));
    expect(await errorOf(fetchFile(server.origin))).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: `cannot download ${server.origin}: its redirects lead in a circle`,
    });
  });

  it('follows ten redirects at most, and none to what is no web address', async () => {
    const steps = Array.from({ length: 12 }, (_, step) => plain(302, { location: `/${step}` }));
    const server = await serveAnswers(...steps);
    expect((await errorOf(fetchFile(server.origin))).message).toContain('the server answers 302 Found');
    expect(server.requests).toHaveLength(11);
    const other = await serveAnswers(plain(302, { location: 'ftp://127.0.0.1/file' }));
    expect((await errorOf(fetchFile(other.origin))).message).toContain('to an address that is no http or https URL');
  });
});

describe('a connection that breaks off', () => {
  it('is taken up again where it broke', async () => {
    const server = await serveFile({ breaks: [HALF, 50_000, 20_000] });
    const reasons: string[] = [];
    const onRetry = (reason: string): unknown => reasons.push(reason);
    expect(await fetchFile(server.origin, { breaking: server.file, onRetry })).toEqual({ bytes: CONTENT.length });
    expect(await holds(CONTENT)).toBe(true);
    expect(ranges(server)).toEqual(['all', 'bytes=150000-', 'bytes=200000-', 'bytes=220000-']);
    expect(server.requests[1]!.headers['if-range']).toBe('"one"');
    // Each try came further, and so the patience begins anew.
    expect(waits).toEqual([100, 100, 100]);
    expect(reasons).toEqual(Array(3).fill('the connection broke off'));
  });

  it('is given up when nothing more comes, and the part stays', async () => {
    const server = await serveFile({ breaks: [HALF, 0, 0, 0] });
    expect(await errorOf(fetchFile(server.origin, { breaking: server.file }))).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      exitCode: 5,
      message: `cannot download ${server.origin}: the connection broke off; 150,000 of 300,000 bytes have come`,
    });
    expect(waits).toEqual([100, 200, 400]);
    expect(await holds(CONTENT.subarray(0, HALF))).toBe(true);
  });

  it('is given up, too, by a server that can only begin anew', async () => {
    const server = await serveFile({ ranges: false, breaks: [HALF, HALF, HALF, HALF] });
    const error = await errorOf(fetchFile(server.origin, { breaking: server.file }));
    expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(ranges(server)).toEqual(['all', ...Array<string>(3).fill('bytes=150000-')]);
  });

  it('is one that falls silent', async () => {
    const server = await serveFile({ breaks: [HALF] });
    const reasons: string[] = [];
    const onRetry = (reason: string): unknown => reasons.push(reason);
    expect(await fetchFile(server.origin, { client: { silenceMs: 200 }, onRetry })).toEqual({ bytes: CONTENT.length });
    expect(reasons).toEqual(['nothing more came']);
    expect(await holds(CONTENT)).toBe(true);
  });

  it('is one whose server announced more than it has', async () => {
    const size = CONTENT.length;
    const server = await serveFile({ announced: 400_000, breaks: [size, 0, 0, 0] });
    const { message } = await errorOf(fetchFile(server.origin, { breaking: server.file }));
    expect(message).toContain('the connection broke off; 300,000 of 400,000 bytes have come');
    expect(server.requests).toHaveLength(4);
  });

  it('before anything came is given up after as many tries', async () => {
    const server = await serveFile({ breaks: [0, 0, 0, 0] });
    const { message } = await errorOf(fetchFile(server.origin, { breaking: server.file }));
    expect(message).toBe(`cannot download ${server.origin}: the connection broke off`);
    expect(waits).toEqual([100, 200, 400]);
  });
});

describe('a download that an earlier call began', () => {
  /** A first call that stops half-way. */
  async function interrupted(changes: Partial<ServedFile> = {}): Promise<Served & { readonly file: ServedFile }> {
    const server = await serveFile({ ...changes, breaks: [HALF] });
    const stop = () => Promise.reject(new DiabetesError('INTERRUPTED', 'interrupted'));
    const once = { delaysMs: [1], longestWaitMs: 0, wait: stop };
    const error = await errorOf(fetchFile(server.origin, { retry: once, breaking: server.file }));
    expect(error).toMatchObject({ code: 'INTERRUPTED' });
    expect(await holds(CONTENT.subarray(0, HALF))).toBe(true);
    return server;
  }

  it('goes on where it stopped', async () => {
    const server = await interrupted();
    expect(await fetchFile(server.origin)).toEqual({ bytes: CONTENT.length, resumedFrom: HALF });
    expect(await holds(CONTENT)).toBe(true);
    expect(ranges(server)).toEqual(['all', 'bytes=150000-']);
  });

  it('asks for nothing when all has come', async () => {
    const server = await interrupted();
    await fetchFile(server.origin);
    expect(await fetchFile(server.origin)).toEqual({ bytes: CONTENT.length, resumedFrom: CONTENT.length });
    expect(await holds(CONTENT)).toBe(true);
  });

  it.each<[string, (file: ServedFile) => void]>([
    ['the file is another now', (file) => Object.assign(file, { etag: '"two"' })],
    ['the server serves no parts', (file) => Object.assign(file, { ranges: false })],
  ])('begins anew where %s', async (_, change) => {
    const server = await interrupted();
    server.file.content = Buffer.from(CONTENT).reverse();
    change(server.file);
    expect(await fetchFile(server.origin)).toEqual({ bytes: CONTENT.length });
    expect(await holds(server.file.content)).toBe(true);
  });

  it('begins anew where nothing tells whether the file is the same', async () => {
    const server = await serveFile({ breaks: [HALF] });
    delete server.file.etag;
    expect(await fetchFile(server.origin, { breaking: server.file })).toEqual({ bytes: CONTENT.length });
    expect(ranges(server)).toEqual(['all', 'all']);
    expect(await holds(CONTENT)).toBe(true);
  });

  it.each([
    ['of a part that was not asked for', 206, { 'content-range': 'bytes 7-299999/300000', etag: '"one"' }],
    ['of another file', 206, { 'content-range': 'bytes 150000-299999/300000', etag: '"two"' }],
    ['of a file of another size', 206, { 'content-range': 'bytes 150000-399999/400000', etag: '"one"' }],
    ['that the file is shorter', 416, { 'content-range': 'bytes */1000' }],
  ])('does not believe an answer %s', async (_, status, headers) => {
    const first = await interrupted();
    const server = await serveAnswers(plain(status, headers), answerFile(first.file));
    const origin = JSON.parse(await readFile(`${part}.json`, 'utf8')) as object;
    await writeFile(`${part}.json`, JSON.stringify({ ...origin, url: server.origin }));
    expect(await fetchFile(server.origin)).toEqual({ bytes: CONTENT.length });
    expect(ranges(server)).toEqual(['bytes=150000-', 'all']);
    expect(await holds(CONTENT)).toBe(true);
  });

  it('is not mixed with that of another URL', async () => {
    await interrupted();
    const other = await serveFile({ content: Buffer.from('another file') });
    expect(await fetchFile(other.origin)).toEqual({ bytes: 12 });
    expect(await readFile(part, 'utf8')).toBe('another file');
  });

  it.each(['', '{', '[]', '{"url": 5}', '{"url": "URL", "validator": 5}'])(
    'begins anew where its origin reads %j',
    async (text) => {
      const server = await interrupted();
      await writeFile(`${part}.json`, text.replace('URL', server.origin));
      expect(await fetchFile(server.origin)).toEqual({ bytes: CONTENT.length });
      expect(await holds(CONTENT)).toBe(true);
    },
  );

  it('is removed with its origin', async () => {
    await interrupted();
    await removePart(part);
    expect([part, `${part}.json`].map((path) => existsSync(path))).toEqual([false, false]);
  });
});

describe('an answer without the file', () => {
  it.each([
    [404, 'the server answers 404 Not Found', /check it/],
    [403, 'the server answers 403 Forbidden', /sign in.*in a browser/],
    [401, 'the server answers 401 Unauthorized', /sign in/],
    [418, "the server answers 418 I'm a Teapot", /in a browser/],
  ])('%i is told at once', async (status, reason, hint) => {
    const server = await serveStatus(status);
    const error = await errorOf(fetchFile(server.origin));
    expect(error.message).toBe(`cannot download ${server.origin}: ${reason}`);
    expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', hint: expect.stringMatching(hint) });
    expect(server.requests).toHaveLength(1);
    expect(existsSync(part)).toBe(false);
  });

  it('500 is told after further tries', async () => {
    const server = await serveStatus(500);
    const { message, hint } = await errorOf(fetchFile(server.origin));
    expect(message).toContain('500 Internal Server Error');
    expect(hint).toContain('try again later');
    expect(waits).toEqual([100, 200, 400]);
  });

  it('503 that passes is no error', async () => {
    const file: ServedFile = { content: CONTENT, ranges: true, breaks: [] };
    const server = await serveAnswers(plain(503), plain(503), answerFile(file));
    expect(await fetchFile(server.origin)).toEqual({ bytes: CONTENT.length });
  });

  it.each([
    ['7', 7_000],
    ['Wed, 01 Jan 2020 00:00:30 GMT', 30_000],
    ['Tue, 31 Dec 2019 00:00:00 GMT', 0],
    ['soon', 100],
  ])('429 with Retry-After %j is waited for', async (value, waitMs) => {
    const file: ServedFile = { content: CONTENT, ranges: true, breaks: [] };
    const server = await serveAnswers(plain(429, { 'retry-after': value }), answerFile(file));
    await fetchFile(server.origin);
    expect(waits).toEqual([waitMs]);
  });

  it('is not waited for too long', async () => {
    const server = await serveAnswers(plain(429, { 'retry-after': '7200' }));
    const { message } = await errorOf(fetchFile(server.origin));
    expect(message).toContain('429 Too Many Requests and asks to wait 7,200 seconds');
    expect(waits).toEqual([]);
  });
});

describe('a server that is not there', () => {
  it('is told at once', async () => {
    const { origin, close } = await serve(() => undefined);
    await close();
    const error = await errorOf(fetchFile(origin));
    expect(error.message).toBe(`cannot download ${origin}: the connection is refused`);
    expect(waits).toEqual([]);
  });

  it('after it has sent a part is asked again', async () => {
    const server = await serveFile({ breaks: [HALF] });
    servers.pop();
    const wait = async (ms: number): Promise<void> => {
      if (waits.push(ms) === 1) await server.close();
    };
    const retry = { delaysMs: [1, 2], longestWaitMs: 0, wait };
    const { message } = await errorOf(fetchFile(server.origin, { retry, breaking: server.file }));
    expect(message).toContain('the connection is refused; 150,000 of 300,000 bytes have come');
    expect(waits).toEqual([1, 2]);
  });

  it('or does not answer is told so', async () => {
    const server = await started(serve(() => undefined));
    const { message } = await errorOf(fetchFile(server.origin, { client: { silenceMs: 100 } }));
    expect(message).toContain('the server does not answer');
  });
});

describe('a download that is told to stop', () => {
  it('keeps the part and throws the reason', async () => {
    const server = await serveFile({ breaks: [HALF] });
    const controller = new AbortController();
    const onBytes = (bytes: number): void => {
      if (bytes === HALF) controller.abort(new DiabetesError('TERMINATED', 'terminated'));
    };
    const error = await errorOf(fetchFile(server.origin, { signal: controller.signal, onBytes }));
    expect(error).toMatchObject({ code: 'TERMINATED', exitCode: 143 });
    expect(await holds(CONTENT.subarray(0, HALF))).toBe(true);
  });

  it('stops waiting for another try', async () => {
    const server = await serveStatus(503);
    const controller = new AbortController();
    const { PATIENT } = await import('../../../src/foundation/download/download.ts');
    const retry = { ...PATIENT, delaysMs: [3_600_000] };
    const onRetry = (): void => {
      controller.abort(new DiabetesError('INTERRUPTED', 'interrupted'));
    };
    const error = await errorOf(fetchFile(server.origin, { signal: controller.signal, retry, onRetry }));
    expect(error).toMatchObject({ code: 'INTERRUPTED' });
  });
});

it('that cannot be written is told', async () => {
  const server = await serveFile();
  const error = await errorOf(fetchFile(server.origin, { part: join(folder, 'absent/file.part') }));
  expect(error).toMatchObject({ code: 'WRITE_FAILED' });
  expect(server.requests).toHaveLength(1);
});

describe('a proxy', () => {
  it.each(['HTTP_PROXY', 'http_proxy'])('that %s names is gone through', async (name) => {
    const [server, proxy] = [await serveFile(), await started(serveProxy())];
    await fetchFile(`${server.origin}/file`, { client: { environment: { [name]: proxy.origin } } });
    expect(await holds(CONTENT)).toBe(true);
    expect(proxy.requests.map(({ method, url }) => ({ method, url }))).toEqual([
      { method: 'GET', url: `${server.origin}/file` },
    ]);
  });

  it('may be named without its scheme', async () => {
    const [server, proxy] = [await serveFile(), await started(serveProxy())];
    await fetchFile(server.origin, { client: { environment: { HTTP_PROXY: new URL(proxy.origin).host } } });
    expect(proxy.requests).toHaveLength(1);
  });

  it('is passed by for the hosts of NO_PROXY', async () => {
    const [server, proxy] = [await serveFile(), await started(serveProxy())];
    await fetchFile(server.origin, {
      client: { environment: { HTTP_PROXY: proxy.origin, NO_PROXY: 'localhost,127.0.0.1' } },
    });
    expect(proxy.requests).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['HTTP_PROXY', 'http://host.invalid/file'],
    ['HTTPS_PROXY', 'https://host.invalid/file'],
  ])('of %s that wants a password says so', async (name, url) => {
    const proxy = await started(serveProxy({ status: 407 }));
    const error = await errorOf(fetchFile(url, { client: { environment: { [name]: proxy.origin } } }));
    expect(error).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('the proxy answers 407 Proxy Authentication Required'),
      hint: expect.stringContaining('name:password'),
    });
    expect(waits).toEqual([]);
  });

  it('that hangs up is not asked for ever', async () => {
    // A server of Node that is no proxy ends the connection at CONNECT.
    const server = await serveStatus(200);
    const environment = { HTTPS_PROXY: server.origin };
    const error = await errorOf(fetchFile('https://host.invalid/file', { client: { environment } }));
    expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('the proxy hangs up') });
  });

  it('whose variable is no URL is refused', () => {
    expect(() => createHttpClient({ environment: { HTTPS_PROXY: 'http://' } })).toThrow(
      'the variable HTTPS_PROXY holds no URL of a proxy',
    );
  });
});

describeWith(missingCertificates, 'over TLS', () => {
  it('a certificate that nobody vouches for is refused at once', async () => {
    const tls = await selfSigned(folder);
    const server = await started(serve(plain(200), { tls }));
    expect(await errorOf(fetchFile(server.origin))).toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: `cannot download ${server.origin}: the certificate is signed by the server itself`,
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
    expect(waits).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('a proxy is tunnelled through', async () => {
    const tls = await selfSigned(folder);
    const [server, proxy] = [await started(serve(plain(200), { tls })), await started(serveProxy())];
    const client = { environment: { HTTPS_PROXY: proxy.origin } };
    expect(await errorOf(fetchFile(server.origin, { client }))).toMatchObject({
      message: expect.stringContaining('the certificate is signed by the server itself'),
    });
    expect(proxy.requests.map(({ method, url }) => ({ method, url }))).toEqual([
      { method: 'CONNECT', url: new URL(server.origin).host },
    ]);
  });
});
