import { text } from 'node:stream/consumers';
import type { HttpResponse, HttpSend, HttpSendOptions } from '../../foundation/download/http-client.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { Answer, UnreadableAnswer } from './answers.ts';
import type { Server } from './connection.ts';
import { startDeadline } from './deadline.ts';
import { MlflowError } from './errors.ts';
import { failureOfAnswer, failureOfNetwork, tooLate, unreadable, type Failure } from './failures.ts';
import { createGate } from './gate.ts';
import { withRetries, type Retry } from './retry.ts';

/** What every call takes beside its own arguments. */
export interface CallOptions {
  /** Ends the call with the signal's reason; `AbortSignal.timeout(ms)` is a deadline for it and all its tries. */
  readonly signal?: AbortSignal;
}

/** One HTTP request and what becomes of its answer. */
export interface Exchange<T> {
  readonly method: HttpSendOptions['method'];
  /** Behind the server's address, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for each try. */
  readonly body?: () => NonNullable<HttpSendOptions['body']>;
  /** Takes an answer of success, to its end. */
  readonly receive: (response: HttpResponse) => Promise<T>;
  /** What is being done, behind `cannot`: `create a run`. */
  readonly task: string;
  /** Whether it may be sent again where the server may have done it; a GET may. */
  readonly isIdempotent?: boolean;
  /** The longest time for one try, to the last byte of its answer. */
  readonly timeoutMs?: number;
}

/** A call of MLflow's REST API: JSON in, JSON out. */
export interface ApiCall<T> extends Pick<Exchange<T>, 'method' | 'task' | 'isIdempotent'> {
  /** Behind `/api/2.0/`: `mlflow/runs/create`. */
  readonly path: string;
  /** A list is sent as several of the same name. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: object;
  readonly read: (answer: Answer) => T;
}

/** The one way to a server: at most four requests at a time, each tried again where that is safe. */
export interface Transport {
  readonly server: Server;
  readonly retry: Retry;
  /** @throws MlflowError */
  readonly call: <T>(call: ApiCall<T>, options?: CallOptions) => Promise<T>;
  /** @throws MlflowError; what `receive` throws */
  readonly exchange: <T>(exchange: Exchange<T>, options?: CallOptions) => Promise<T>;
}

export interface TransportParts {
  readonly server: Server;
  readonly send: HttpSend;
  readonly retry: Retry;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** More at once lock one another out of MLflow's SQLite. */
const MOST_AT_ONCE = 4;
const CALL_TIMEOUT_MS = 60_000;

/** A transport that sends through `send`. */
export function createTransport({ server, send, retry, now }: TransportParts): Transport {
  const gate = createGate(MOST_AT_ONCE);
  let hasAnswered = false;
  const tryOnce = async <T>(exchange: Exchange<T>, signal: AbortSignal | undefined): Promise<T> => {
    const { method, path, timeoutMs, body } = exchange;
    const deadline = startDeadline(timeoutMs, signal);
    const headers = { ...headersFor(server), ...exchange.headers };
    const options = { method, headers, signal: deadline.signal, ...(body === undefined ? {} : { body: body() }) };
    try {
      const response = await send(`${server.url}${path}`, options);
      hasAnswered = true;
      if (response.status < 300) return await exchange.receive(response);
      const answer = { status: response.status, headers: response.headers, text: await text(response.body) };
      throw errorOf(failureOfAnswer(answer, server, now()), exchange, server);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DiabetesError) throw error;
      const failure = failureOf(error, deadline.isOver() ? timeoutMs : undefined);
      if (failure === undefined) throw error;
      // A server that was never there is not waited for.
      const isPassing = failure.isPassing === true && (hasAnswered || failure.isUnsent !== true);
      throw errorOf({ ...failure, isPassing }, exchange, server);
    } finally {
      deadline.release();
    }
  };
  const exchange: Transport['exchange'] = (wanted, { signal } = {}) => {
    const mayRepeat = ({ isPassing, isUncertain }: MlflowError): boolean => isPassing && !isUncertain;
    return withRetries(() => gate(() => tryOnce(wanted, signal), signal), retry, { mayRepeat, signal });
  };
  return { server, retry, exchange, call: (call, options) => exchange(exchangeOf(call), options) };
}

function headersFor({ authorization }: Server): Readonly<Record<string, string>> {
  const who = authorization === undefined ? {} : { authorization };
  // MLflow refuses a body of any other type, and cannot read a packed one.
  return { 'user-agent': 'diabetes-mlops', 'content-type': 'application/json', ...who };
}

function exchangeOf<T>({ path, query, body, read, ...rest }: ApiCall<T>): Exchange<T> {
  const asked = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  return {
    ...rest,
    path: `/api/2.0/${path}${asked.length === 0 ? '' : `?${asked.join('&')}`}`,
    timeoutMs: CALL_TIMEOUT_MS,
    ...(body === undefined ? {} : { body: () => JSON.stringify(body) }),
    receive: async (response) => read(new Answer(parse(await text(response.body)))),
  };
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    const what = /^\s*</.test(content) ? 'a web page' : 'what is no JSON';
    throw new UnreadableAnswer(`it answers with ${what}, and not as MLflow does`);
  }
}

function failureOf(error: unknown, overMs: number | undefined): Failure | undefined {
  if (overMs !== undefined) return tooLate(overMs);
  return error instanceof UnreadableAnswer ? unreadable(error.message) : failureOfNetwork(error);
}

type Told = Pick<Exchange<unknown>, 'task' | 'method' | 'isIdempotent'>;

function errorOf(
  { kind, reason, ...rest }: Failure,
  { task, method, isIdempotent }: Told,
  server: Server,
): MlflowError {
  const { isPassing = false, isUnsent = false } = rest;
  const isUncertain = isPassing && !isUnsent && !(isIdempotent ?? method === 'GET');
  return new MlflowError(kind, `cannot ${task} at ${server.url}: ${reason}`, { ...rest, isUncertain });
}
