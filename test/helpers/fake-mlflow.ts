import type { HttpSend, HttpSendOptions } from '../../src/foundation/download/http-client.ts';
import { createMlflowClient, type MlflowClient, type MlflowConnection } from '../../src/tracking/mlflow/client.ts';

/** What a server answers, or the error of a network that does not let it. */
export type FakeAnswer =
  Error | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown };

/** A client, what it has asked for, and how long it would have waited between. */
export interface FakeMlflow {
  readonly client: MlflowClient;
  readonly asked: readonly (HttpSendOptions & { readonly url: string })[];
  readonly waits: readonly number[];
}

export const FAKE_NOW = Date.UTC(2026, 0, 1);

/** A client of a server that gives one answer after the other, and the last one again and again. Waits take no time. */
export function fakeMlflow(answers: readonly FakeAnswer[], connection: Partial<MlflowConnection> = {}): FakeMlflow {
  const asked: (HttpSendOptions & { readonly url: string })[] = [];
  const waits: number[] = [];
  const send: HttpSend = (url, options) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push({ url, ...options });
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(responseOf(answer));
  };
  const wait = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  const retry = { delaysMs: [100, 200, 400], longestWaitMs: 60_000, wait, random: () => 0.5 };
  const client = createMlflowClient({ url: 'http://mlflow:5000', ...connection }, { send, retry, now: () => FAKE_NOW });
  return { client, asked, waits };
}

/** An error of the network with a code. */
export function networkError(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

function responseOf({ status = 200, headers = {}, body }: Exclude<FakeAnswer, Error>) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: chunksOf(text), discard: () => Promise.resolve() };
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* chunksOf(text: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text);
}
