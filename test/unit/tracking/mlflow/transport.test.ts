import { describe, expect, it } from '@jest/globals';
import type { HttpSend } from '../../../../src/foundation/download/http-client.ts';
import { createMlflowClient } from '../../../../src/tracking/mlflow/client.ts';
import { PATIENT } from '../../../../src/tracking/mlflow/retry.ts';
import { createTransport } from '../../../../src/tracking/mlflow/transport.ts';
import { FAKE_NOW, fakeMlflow, networkError } from '../../../helpers/fake-mlflow.ts';
import { collect, mlflowErrorOf } from '../../../helpers/mlflow-client.ts';

const RUN = { run: { info: { run_id: 'r', experiment_id: '1', status: 'RUNNING' } } };
const DONE = { body: {} };
const RESET = networkError('ECONNRESET');
const BUSY = {
  status: 400,
  body: { error_code: 'BAD_REQUEST', message: 'QueuePool limit of size 5 overflow 10 reached' },
};
const run = { experimentId: '1', startTime: 0 };

describe('a request', () => {
  it('is JSON under the name of this program, without an Origin and not packed', async () => {
    const { client, asked } = fakeMlflow([{ body: RUN }]);
    await client.runs.create(run);
    expect(asked).toMatchObject([
      {
        method: 'POST',
        url: 'http://mlflow:5000/api/2.0/mlflow/runs/create',
        headers: { 'user-agent': 'diabetes-mlops', 'content-type': 'application/json' },
        body: '{"experiment_id":"1","start_time":0,"tags":[]}',
      },
    ]);
    expect(Object.keys(asked[0]!.headers)).toEqual(['user-agent', 'content-type']);
  });

  it('goes below the path of the address, with its arguments encoded', async () => {
    const { client, asked } = fakeMlflow([{ body: { registered_models: [] } }], { url: 'https://host/mlflow/' });
    await collect(client.registeredModels.search({ filter: "name = 'a&b'", orderBy: ['name', 'x y'] }));
    expect(asked[0]!.url).toBe(
      "https://host/mlflow/api/2.0/mlflow/registered-models/search?filter=name%20%3D%20'a%26b'&order_by=name&order_by=x%20y",
    );
  });

  it('is one of four at the same time, and the others wait', async () => {
    let open = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const send: HttpSend = async () => {
      most = Math.max(most, ++open);
      await new Promise<void>((done) => release.push(done));
      open -= 1;
      return { status: 200, headers: {}, body: [Buffer.from('{}')] as never, discard: () => Promise.resolve() };
    };
    const client = createMlflowClient({ url: 'http://mlflow' }, { send });
    const tags = Array.from({ length: 10 }, (_, i) => client.runs.setTag('r', ['k', String(i)]));
    const all = Promise.all(tags);
    for (let done = 0; done < 10; done += 1) {
      while (release.length === 0) await new Promise(setImmediate);
      release.shift()!();
    }
    await all;
    expect(most).toBe(4);
  });
});

describe('another try', () => {
  it.each([
    ['429', { status: 429, body: '' }],
    ['408', { status: 408, body: '' }],
    ['500', { status: 500, body: '<html>' }],
    ['502', { status: 502, body: '' }],
    ['503', { status: 503, body: '' }],
    ['504', { status: 504, body: '' }],
    ['a connection that breaks off', RESET],
    ["a busy pool of the server's database", BUSY],
    ['a locked database', { status: 400, body: { error_code: 'BAD_REQUEST', message: 'database is locked [SQL: x]' } }],
  ])('follows %s where a call may be repeated, after longer and longer waits', async (_, failure) => {
    const { client, asked, waits } = fakeMlflow([failure, failure, DONE]);
    await client.runs.setTag('r', ['k', 'v']);
    expect(asked).toHaveLength(3);
    expect(waits).toEqual([100, 200]);
  });

  it.each([[400], [401], [403], [404], [501]])('does not follow %i', async (status) => {
    const { client, asked } = fakeMlflow([{ status, body: '' }]);
    await mlflowErrorOf(client.runs.setTag('r', ['k', 'v']));
    expect(asked).toHaveLength(1);
  });

  it('is the last one at some time', async () => {
    const { client, asked } = fakeMlflow([RESET]);
    expect(await mlflowErrorOf(client.runs.get('r'))).toMatchObject({
      kind: 'unreachable',
      isPassing: true,
      isUncertain: false,
      message: 'cannot read the run r at http://mlflow:5000: the connection broke off',
    });
    expect(asked).toHaveLength(4);
  });

  it.each([
    ['seconds', '7'],
    ['a date', new Date(FAKE_NOW + 7_000).toUTCString()],
  ])('comes when the server asks for it in %s', async (_, value) => {
    const { client, waits } = fakeMlflow([{ status: 429, headers: { 'retry-after': value }, body: '' }, DONE]);
    await client.runs.setTag('r', ['k', 'v']);
    expect(waits).toEqual([7_000]);
  });

  it('does not come where the server asks for too long a wait', async () => {
    const { client, asked, waits } = fakeMlflow([{ status: 503, headers: { 'retry-after': '61' }, body: '' }]);
    expect(await mlflowErrorOf(client.runs.get('r'))).toMatchObject({ kind: 'failed', waitMs: 61_000 });
    expect([asked.length, waits]).toEqual([1, []]);
  });

  it('does not follow a creation of which nobody knows whether it was done', async () => {
    for (const failure of [RESET, BUSY, { status: 503, body: '' }]) {
      const { client, asked } = fakeMlflow([failure]);
      expect(await mlflowErrorOf(client.runs.create(run))).toMatchObject({ isPassing: true, isUncertain: true });
      expect(asked).toHaveLength(1);
    }
  });

  it('follows a connection that was refused, but only to a server that has been there', async () => {
    const refused = networkError('ECONNREFUSED');
    const first = fakeMlflow([refused]);
    expect(await mlflowErrorOf(first.client.runs.create(run))).toMatchObject({ kind: 'unreachable', isPassing: false });
    expect(first.asked).toHaveLength(1);
    const later = fakeMlflow([DONE, refused, refused, { body: RUN }]);
    await later.client.runs.setTag('r', ['k', 'v']);
    expect(await later.client.runs.create(run)).toMatchObject({ runId: 'r' });
    expect(later.asked).toHaveLength(4);
  });
});

describe('what is made once', () => {
  const named = { ...run, tags: { 'diabetes.run_id': 'x' } };

  it('is looked for before it is made', async () => {
    const { client, asked } = fakeMlflow([{ body: {} }, { body: RUN }]);
    expect(await client.runs.getOrCreate(named, 'diabetes.run_id')).toMatchObject({ runId: 'r' });
    expect(asked.map(({ url }) => url.split('/').at(-1))).toEqual(['search', 'create']);
    expect(JSON.parse(asked[0]!.body as string)).toMatchObject({
      experiment_ids: ['1'],
      filter: "tags.`diabetes.run_id` = 'x'",
      run_view_type: 'ACTIVE_ONLY',
    });
  });

  it('is looked for again where the answer to its creation was lost', async () => {
    const { client, asked, waits } = fakeMlflow([{ body: {} }, RESET, { body: { runs: [RUN.run] } }]);
    expect(await client.runs.getOrCreate(named, 'diabetes.run_id')).toMatchObject({ runId: 'r' });
    expect(asked.map(({ url }) => url.split('/').at(-1))).toEqual(['search', 'create', 'search']);
    expect(waits).toEqual([100]);
  });

  it('is made at the second try where the first did not reach the server', async () => {
    const experiment = { experiment: { experiment_id: '1', name: 'e', lifecycle_stage: 'active' } };
    const missing = { status: 404, body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'no' } };
    const exists = { status: 400, body: { error_code: 'RESOURCE_ALREADY_EXISTS', message: 'yes' } };
    const first = fakeMlflow([missing, RESET, missing, { body: { experiment_id: '1' } }, { body: experiment }]);
    expect(await first.client.experiments.getOrCreate({ name: 'e' })).toMatchObject({ experimentId: '1' });
    expect(first.asked).toHaveLength(5);
    const raced = fakeMlflow([missing, exists, { body: experiment }]);
    expect(await raced.client.experiments.getOrCreate({ name: 'e' })).toMatchObject({ experimentId: '1' });
    const model = { registered_model: { name: 'm' } };
    const registered = fakeMlflow([missing, RESET, missing, { body: model }]);
    expect(await registered.client.registeredModels.getOrCreate({ name: 'm' })).toMatchObject({ name: 'm' });
    const other = fakeMlflow([missing, exists, { body: model }]);
    expect(await other.client.registeredModels.getOrCreate({ name: 'm' })).toMatchObject({ name: 'm' });
  });

  it('needs the tag that names it', async () => {
    const { client, asked } = fakeMlflow([DONE]);
    expect(await mlflowErrorOf(client.runs.getOrCreate(run, 'diabetes.run_id'))).toMatchObject({
      kind: 'invalid-value',
    });
    expect(asked).toEqual([]);
  });
});

describe('an answer that does not come', () => {
  it('ends the try when its time is over, and may come at the next one', async () => {
    let asked = 0;
    const send: HttpSend = (_, { signal }) => {
      asked += 1;
      return new Promise((__, reject) => {
        signal!.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      });
    };
    const retry = { ...PATIENT, delaysMs: [1], wait: () => Promise.resolve() };
    const transport = createTransport({ server: { url: 'http://mlflow', secrets: [] }, send, retry, now: () => 0 });
    const exchange = {
      method: 'GET',
      path: '/',
      task: 'wait',
      timeoutMs: 5,
      receive: () => Promise.resolve(1),
    } as const;
    expect(await mlflowErrorOf(transport.exchange(exchange))).toMatchObject({
      kind: 'unreachable',
      message: 'cannot wait at http://mlflow: there was no whole answer within 0.005 s',
    });
    expect(asked).toBe(2);
  });
});

describe('a signal', () => {
  it('ends the wait for another try with its reason', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const send: HttpSend = () => Promise.reject(RESET);
    const wait = (): Promise<void> => {
      controller.abort(reason);
      return Promise.reject(new Error('aborted'));
    };
    const retry = { delaysMs: [1], longestWaitMs: 1, wait, random: () => 0 };
    const client = createMlflowClient({ url: 'http://mlflow' }, { send, retry });
    await expect(client.runs.get('r', { signal: controller.signal })).rejects.toBe(reason);
  });

  it('that has aborted lets nothing be sent', async () => {
    const { client, asked } = fakeMlflow([DONE]);
    const signal = AbortSignal.abort(new Error('before'));
    await expect(client.runs.setTag('r', ['k', 'v'], { signal })).rejects.toThrow('before');
    expect(asked).toEqual([]);
  });
});
