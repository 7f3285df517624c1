import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMlflowClient,
  type MlflowClient,
  type MlflowConnection,
} from '../../../../src/tracking/mlflow/client.ts';
import { PATIENT } from '../../../../src/tracking/mlflow/retry.ts';
import { describeWith } from '../../../helpers/describe-with.ts';
import { mlflowErrorOf } from '../../../helpers/mlflow-client.ts';
import { missingCertificates, selfSigned } from '../../../helpers/self-signed.ts';
import { serve, serveProxy, type Served } from '../../../helpers/serve.ts';

let folder: string;
const servers: Served[] = [];
const clients: MlflowClient[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlflow-network-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const server of servers.splice(0)) await server.close();
  await rm(folder, { recursive: true, force: true });
});

async function started(server: Promise<Served>): Promise<Served> {
  servers.push(await server);
  return servers.at(-1)!;
}

const json =
  (body: unknown): RequestListener =>
  (_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  };

const impatient = { ...PATIENT, wait: () => Promise.resolve() };

function clientOf(connection: MlflowConnection): MlflowClient {
  clients.push(createMlflowClient(connection, { retry: impatient }));
  return clients.at(-1)!;
}

const tag = (client: MlflowClient): Promise<void> => client.runs.setTag('r', ['k', 'v']);

describe('the connection', () => {
  it('is refused, or leads to no host, or to what is no web server', async () => {
    const { origin, close } = await serve(json({}));
    await close();
    expect(await mlflowErrorOf(tag(clientOf({ url: origin })))).toMatchObject({
      kind: 'unreachable',
      message: `cannot log to the run r at ${origin}: the connection is refused`,
      hint: 'Start the server, or check its address.',
    });
    expect(await mlflowErrorOf(tag(clientOf({ url: 'http://no-such-host.invalid' })))).toMatchObject({
      kind: 'unreachable',
    });
  });

  it('sends no Origin, nothing packed, and JSON with its length', async () => {
    const server = await started(serve(json({})));
    await tag(clientOf({ url: server.origin, credentials: { token: 'abc' } }));
    const { headers } = server.requests[0]!;
    expect(headers).toMatchObject({
      authorization: 'Bearer abc',
      'content-type': 'application/json',
      'user-agent': 'diabetes-mlops',
      'content-length': '36',
    });
    for (const name of ['origin', 'content-encoding', 'accept-encoding', 'transfer-encoding']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it('takes no redirect, which would take the password along', async () => {
    const other = await started(serve(json({})));
    const server = await started(
      serve((_, response) => response.writeHead(307, { location: `${other.origin}/login?x=1` }).end()),
    );
    const credentials = { username: 'me', password: 'secret' };
    expect(await mlflowErrorOf(tag(clientOf({ url: server.origin, credentials })))).toMatchObject({
      kind: 'not-mlflow',
      message: `cannot log to the run r at ${server.origin}: it redirects to ${other.origin}/login`,
    });
    expect(other.requests).toHaveLength(0);
  });

  it('goes through the proxy of its variables, but not to the hosts that are excepted', async () => {
    const server = await started(serve(json({})));
    const proxy = await started(serveProxy());
    await tag(clientOf({ url: server.origin, proxies: { HTTP_PROXY: proxy.origin } }));
    expect(proxy.requests).toHaveLength(1);
    await tag(clientOf({ url: server.origin, proxies: { HTTP_PROXY: proxy.origin, NO_PROXY: '127.0.0.1' } }));
    expect([proxy.requests.length, server.requests.length]).toEqual([1, 2]);
  });

  it('is tried again where an answer breaks off in the middle', async () => {
    let asked = 0;
    const server = await started(
      serve((_, response) => {
        asked += 1;
        response.writeHead(200, { 'content-length': '100' });
        if (asked > 2) response.end('{}'.padEnd(100));
        else response.write('{', () => response.destroy());
      }),
    );
    await tag(clientOf({ url: server.origin }));
    expect(asked).toBe(3);
  });

  it('ends with the signal of its caller while the server is silent', async () => {
    const server = await started(serve(() => undefined));
    const controller = new AbortController();
    const call = clientOf({ url: server.origin }).runs.get('r', { signal: controller.signal });
    while (server.requests.length === 0) await new Promise(setImmediate);
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    const deadline = { signal: AbortSignal.timeout(20) };
    await expect(clientOf({ url: server.origin }).runs.get('r', deadline)).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('breaks off while an artifact comes: the file here stays as it was', async () => {
    const server = await started(
      serve((_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      }),
    );
    const artifacts = await clientOf({ url: server.origin }).artifacts('mlflow-artifacts:/1/r/artifacts');
    const file = join(folder, 'file.txt');
    await writeFile(file, 'before');
    expect(await mlflowErrorOf(artifacts.downloadFile('a b/x', file))).toMatchObject({ kind: 'unreachable' });
    expect([await readFile(file, 'utf8'), await readdir(folder)]).toEqual(['before', ['file.txt']]);
    expect(server.requests.map(({ url }) => url)).toEqual(
      Array.from({ length: 5 }, () => '/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/a%20b/x'),
    );
  });

  it('writes nothing beside the folder that was asked for, whatever the server lists', async () => {
    const server = await started(serve(json({ files: [{ path: '../../evil', is_dir: false, file_size: 1 }] })));
    const artifacts = await clientOf({ url: server.origin }).artifacts('mlflow-artifacts:/1/r/artifacts');
    expect(await mlflowErrorOf(artifacts.downloadFolder('', join(folder, 'model')))).toMatchObject({
      kind: 'invalid-value',
    });
    expect(server.requests).toHaveLength(1);
  });
});

describeWith(missingCertificates, 'TLS', () => {
  it('is held to the authorities that are named, unless it is told not to', async () => {
    const { key, cert, certFile } = await selfSigned(folder);
    const server = await started(serve(json({}), { tls: { key, cert } }));
    const url = server.origin;
    expect(await mlflowErrorOf(tag(clientOf({ url })))).toMatchObject({
      kind: 'tls',
      message: `cannot log to the run r at ${url}: the certificate is signed by the server itself`,
      hint: 'Name the certificate of its authority: MLFLOW_TRACKING_SERVER_CERT_PATH=ca.pem.',
    });
    await tag(clientOf({ url, tls: { certificateFile: certFile } }));
    await tag(clientOf({ url, tls: { isInsecure: true } }));
    expect(server.requests).toHaveLength(2);
    const proxy = await started(serveProxy());
    await tag(clientOf({ url, tls: { certificateFile: certFile }, proxies: { https_proxy: proxy.origin } }));
    expect(proxy.requests).toHaveLength(1);
    const none = { certificateFile: join(folder, 'none.pem') };
    await expect(tag(clientOf({ url, tls: none }))).rejects.toMatchObject({ code: 'PATH_NOT_FOUND' });
    expect(await mlflowErrorOf(tag(clientOf({ url: url.replace('https', 'http') })))).toMatchObject({
      kind: 'unreachable',
    });
    const plain = await started(serve(json({})));
    expect(await mlflowErrorOf(tag(clientOf({ url: plain.origin.replace('http', 'https') })))).toMatchObject({
      kind: 'tls',
    });
  });
});
