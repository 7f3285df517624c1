import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { perform } from '../../../src/commands/doctor/check.ts';
import { TRACKING_CHECK } from '../../../src/commands/doctor/tracking-check.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

type Answer = readonly [status: number, text: string];

describe('an MLflow server that is asked', () => {
  let server: Server;
  let requests: IncomingMessage[];
  let answers: Readonly<Record<string, Answer | undefined>>;
  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(request);
      const answer = answers[request.url!];
      // Without an answer the connection stays open.
      if (answer !== undefined) response.writeHead(answer[0]).end(answer[1]);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const port = (): number => (server.address() as AddressInfo).port;

  async function find(uri: string, environment: Readonly<Record<string, string>> = {}) {
    const context = fakeContext({ environment: { ...environment, MLFLOW_TRACKING_URI: uri } });
    return perform(TRACKING_CHECK, { context, options: { online: true } });
  }

  it('tells its version', async () => {
    answers = { '/version': [200, '2.14.1\n'] };
    const uri = `http://127.0.0.1:${port()}`;
    expect(await find(uri)).toEqual({ name: 'mlflow', state: 'ok', value: `${uri} answers: MLflow 2.14.1` });
  });

  it('is healthy below a path, whatever it says of its version', async () => {
    answers = { '/mlflow/version': [200, '<html>'], '/mlflow/health': [200, 'OK'] };
    const uri = `http://127.0.0.1:${port()}/mlflow/`;
    expect(await find(uri)).toMatchObject({ state: 'ok', value: `${uri} answers` });
  });

  it.each<[Answer, RegExp]>([
    [[401, ''], /MLFLOW_TRACKING_USERNAME/],
    [[404, 'nothing here'], /Check the address/],
  ])('that refuses with %j is a problem', async (answer, fix) => {
    answers = { '/version': answer, '/health': answer };
    expect(await find(`http://127.0.0.1:${port()}`)).toMatchObject({
      state: 'problem',
      value: expect.stringMatching(`refuses with HTTP ${answer[0]}$`),
      fix: expect.stringMatching(fix),
    });
  });

  it('that says nothing is a problem after two seconds', async () => {
    answers = {};
    expect(await find(`http://127.0.0.1:${port()}`)).toMatchObject({
      state: 'problem',
      value: expect.stringMatching(/does not answer: no answer within 2 s$/),
    });
  });

  it('that is not there is a problem that says why', async () => {
    const closed = port();
    server.close();
    await once(server, 'close');
    expect(await find(`http://127.0.0.1:${closed}`)).toMatchObject({
      state: 'problem',
      value: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['', {}, undefined],
    ['ann:s%20cret@', {}, basic('ann:s cret')],
    ['ann:old@', { MLFLOW_TRACKING_USERNAME: 'bob', MLFLOW_TRACKING_PASSWORD: 'secret' }, basic('bob:secret')],
    ['', { MLFLOW_TRACKING_TOKEN: 'secret' }, 'Bearer secret'],
  ])('is told who asks, and nobody else: %j', async (credentials, environment, authorization) => {
    answers = { '/version': [401, ''], '/health': [401, ''] };
    const finding = await find(`http://${credentials}127.0.0.1:${port()}`, environment);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([authorization, authorization]);
    expect(JSON.stringify(finding)).not.toMatch(/s%20cret|s cret|secret|old/);
  });
});
