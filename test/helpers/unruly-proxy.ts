import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { createRandom } from '../../src/foundation/random.ts';

/** What may happen to a request, each with its chance of 0 to 1; what is left is the chance that it passes. */
export interface UnrulyChances {
  /** The connection is cut, and the server never hears of it. */
  readonly cutBefore?: number;
  /** The server has done it, and the connection is cut before the answer. */
  readonly cutAfter?: number;
  /** The server gets it twice, one after the other; the second answer comes back. */
  readonly twice?: number;
  /** It passes, after up to `delayMs`. */
  readonly delay?: number;
  /** 503, or 429 with a Retry-After of 0, instead of the server's answer. */
  readonly unavailable?: number;
  readonly tooMany?: number;
}

/** What happened to a request. */
export type Deed = keyof UnrulyChances | 'pass';

export interface UnrulyProxyOptions {
  /** The server behind it: `http://127.0.0.1:5000`. */
  readonly target: string;
  /** The same seed does the same to the same sequence of requests. */
  readonly seed: number;
  readonly chances: UnrulyChances;
  readonly delayMs?: number;
}

/** Stands before a server as a bad network would. */
export interface UnrulyProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Each request so far, in the order in which they came. */
  readonly deeds: readonly { readonly request: string; readonly deed: Deed }[];
  /** Lets everything pass from now on. */
  readonly calm: () => void;
  readonly close: () => Promise<void>;
}

/** Starts one at a free port. */
export async function startUnrulyProxy(options: UnrulyProxyOptions): Promise<UnrulyProxy> {
  const { target, seed, delayMs = 50 } = options;
  let { chances } = options;
  const random = createRandom(seed, 'unruly proxy');
  const deeds: { request: string; deed: Deed }[] = [];
  const server = createServer((incoming, response) => {
    const deed = draw(chances, random.uniform());
    const waitMs = deed === 'delay' ? random.uniform() * delayMs : 0;
    deeds.push({ request: `${incoming.method!} ${incoming.url!}`, deed });
    const done = buffer(incoming).then(async (body) => {
      await setTimeout(waitMs);
      await commit(deed, { incoming, response, body, target });
    });
    // The client has gone, or the server is not there: both see a connection that ends.
    done.catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deeds,
    calm: () => {
      chances = {};
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const DEEDS = ['cutBefore', 'cutAfter', 'twice', 'delay', 'unavailable', 'tooMany'] as const;

function draw(chances: UnrulyChances, uniform: number): Deed {
  let left = uniform;
  for (const deed of DEEDS) {
    left -= chances[deed] ?? 0;
    if (left < 0) return deed;
  }
  return 'pass';
}

interface Passing {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly target: string;
}

interface Passed {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly content: Buffer;
}

async function commit(deed: Deed, passing: Passing): Promise<void> {
  const { response } = passing;
  if (deed === 'cutBefore') {
    response.destroy();
    return;
  }
  if (deed === 'unavailable' || deed === 'tooMany') {
    response.writeHead(deed === 'tooMany' ? 429 : 503, deed === 'tooMany' ? { 'retry-after': '0' } : {}).end();
    return;
  }
  if (deed === 'twice') await pass(passing);
  const { status, headers, content } = await pass(passing);
  if (deed === 'cutAfter') {
    response.destroy();
    return;
  }
  response.writeHead(status, headers).end(content);
}

async function pass({ incoming, body, target }: Passing): Promise<Passed> {
  const { method, headers } = incoming;
  const onward = request(`${target}${incoming.url!}`, { method: method!, headers });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  return { status: answer.statusCode!, headers: answer.headers, content: await buffer(answer) };
}
