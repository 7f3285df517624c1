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

  it('is asked below its path', async () => {
    answers = { '/mlflow/version': [200, '3.1.0'] };
    const uri = `http://127.0.0.1:${port()}/mlflow`;
    expect(await find(`${uri}/`)).toMatchObject({ state: 'ok', value: `${uri} answers: MLflow 3.1.0` });
  });

  it.each<[Answer, RegExp, RegExp]>([
    [[401, ''], /MLFLOW_TRACKING_USERNAME/, /it wants you to sign in$/],
    [[200, '<html>'], /address/, /not as MLflow/],
    [[200, '1.30.1'], /2\.0 or newer/, /it is MLflow 1\.30\.1/],
  ])('that answers with %j is a problem', async (answer, fix, value) => {
    answers = { '/version': answer, '/api/2.0/mlflow/logged-models/m-none': answer };
    answers = { ...answers, '/api/2.0/mlflow/experiments/search?max_results=1': answer };
    expect(await find(`http://127.0.0.1:${port()}`)).toMatchObject({
      state: 'problem',
      value: expect.stringMatching(value),
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
      value: expect.stringMatching(/the connection is refused$/),
    });
  });

  it('is asked with the password, which is not shown', async () => {
    answers = { '/version': [401, ''] };
    const finding = await find(`http://ann:s%20cret@127.0.0.1:${port()}`);
    expect(requests[0]!.headers.authorization).toBe(`Basic ${Buffer.from('ann:s cret').toString('base64')}`);
    expect(JSON.stringify(finding)).not.toMatch(/s%20cret|s cret/);
  });
});
