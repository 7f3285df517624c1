import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serve, type Served } from '../../../helpers/serve.ts';
import { startUnrulyProxy, type UnrulyChances, type UnrulyProxy } from '../../../helpers/unruly-proxy.ts';

let server: Served;
let bodies: string[];
const proxies: UnrulyProxy[] = [];

beforeEach(async () => {
  bodies = [];
  server = await serve((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => (body += String(chunk)));
    incoming.on('end', () => {
      bodies.push(body);
      response.writeHead(201, { 'x-answer': String(bodies.length) }).end(`got ${body}`);
    });
  });
});
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
  await server.close();
});

async function started(chances: UnrulyChances, seed = 1): Promise<UnrulyProxy> {
  proxies.push(await startUnrulyProxy({ target: server.origin, seed, chances }));
  return proxies.at(-1)!;
}

const post = (proxy: UnrulyProxy): Promise<Response> => fetch(`${proxy.url}/a?b=c`, { method: 'POST', body: 'hello' });

describe('the unruly proxy', () => {
  it('lets everything pass without chances', async () => {
    const proxy = await started({});
    const answer = await post(proxy);
    expect([answer.status, answer.headers.get('x-answer'), await answer.text()]).toEqual([201, '1', 'got hello']);
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/a?b=c' });
    expect(proxy.deeds).toEqual([{ request: 'POST /a?b=c', deed: 'pass' }]);
  });

  it('cuts the connection before the server hears of it', async () => {
    await expect(post(await started({ cutBefore: 1 }))).rejects.toThrow();
    expect(bodies).toEqual([]);
  });

  it('cuts the connection when the server has done it', async () => {
    await expect(post(await started({ cutAfter: 1 }))).rejects.toThrow();
    expect(bodies).toEqual(['hello']);
  });

  it('does it twice', async () => {
    const answer = await post(await started({ twice: 1 }));
    expect([answer.headers.get('x-answer'), bodies]).toEqual(['2', ['hello', 'hello']]);
  });

  it('delays, and says that it is busy', async () => {
    expect((await post(await started({ delay: 1 }))).status).toBe(201);
    expect((await post(await started({ unavailable: 1 }))).status).toBe(503);
    const tooMany = await post(await started({ tooMany: 1 }));
    expect([tooMany.status, tooMany.headers.get('retry-after')]).toEqual([429, '0']);
    expect(bodies).toHaveLength(1);
  });

  it('does the same to the same requests again, and stops when it is told to', async () => {
    const chances = { cutBefore: 0.3, unavailable: 0.3 };
    const deeds = async (seed: number): Promise<unknown[]> => {
      const proxy = await started(chances, seed);
      for (let i = 0; i < 20; i++) await post(proxy).catch(() => undefined);
      return proxy.deeds.map(({ deed }) => deed);
    };
    const first = await deeds(7);
    expect(new Set(first)).toEqual(new Set(['cutBefore', 'unavailable', 'pass']));
    expect(await deeds(7)).toEqual(first);
    expect(await deeds(8)).not.toEqual(first);
    const proxy = proxies.at(-1)!;
    proxy.calm();
    for (let i = 0; i < 10; i++) expect((await post(proxy)).status).toBe(201);
  });

  it('hangs up where there is no server', async () => {
    const proxy = await started({});
    await server.close();
    await expect(post(proxy)).rejects.toThrow();
  });
});
