import type { Readable } from 'node:stream';
import { EnvHttpProxyAgent, interceptors, Pool, request, type buildConnector, type Dispatcher } from 'undici';
import { DiabetesError } from '../errors.ts';

/** An answer of which nothing but the head has come. */
export interface HttpResponse {
  readonly status: number;
  /** By lower-case names; of a header that stands more than once, the first. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as they come, not decoded. Leaving the loop early ends the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** To be called where the body is not wanted. */
  readonly discard: () => Promise<void>;
}

export interface HttpGetOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Asks for what is at an http or https URL. Redirects are followed; what the network refuses is thrown as it is. */
export type HttpGet = (url: string, options: HttpGetOptions) => Promise<HttpResponse>;

export interface HttpSendOptions extends HttpGetOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Bytes that come one after the other need a `content-length` among the headers, or are sent in chunks. */
  readonly body?: string | Readable;
}

/** Sends one request, and follows no redirect: it would take the headers along. */
export type HttpSend = (url: string, options: HttpSendOptions) => Promise<HttpResponse>;

export interface HttpClient {
  readonly get: HttpGet;
  readonly send: HttpSend;
  /** Ends all connections. */
  readonly close: () => Promise<void>;
}

export interface HttpClientOptions {
  /** The variables that name proxies: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in either case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The longest wait for a connection, and for the next bytes. */
  readonly connectMs?: number;
  readonly silenceMs?: number;
  /** How the server's own certificate is checked; a proxy's is checked as always. */
  readonly tls?: { readonly ca?: string; readonly rejectUnauthorized?: boolean };
}

const MAX_REDIRECTS = 10;

/** A proxy that hangs up instead of opening a tunnel is asked by undici again without end: after so often, it is told. */
const MOST_TUNNELS = 500;

/**
 * A client that goes through the proxies of the environment.
 *
 * @throws DiabetesError USAGE where a proxy's variable holds no URL
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { environment, connectMs = 15_000, silenceMs = 60_000, tls } = options;
  const connect = { timeout: connectMs, ...tls };
  const agent = new EnvHttpProxyAgent({
    // An empty text is no proxy; undefined would be looked up in the process's own variables.
    httpProxy: proxyOf(environment, 'http_proxy'),
    httpsProxy: proxyOf(environment, 'https_proxy'),
    noProxy: variableOf(environment, 'no_proxy'),
    // Many proxies tunnel to port 443 alone.
    proxyTunnel: false,
    clientFactory: (origin, settings) => new Pool(origin, limitTunnels(settings)),
    connect,
    requestTls: connect,
    proxyTls: { timeout: connectMs },
  });
  const following = agent.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS }));
  const sendThrough =
    (dispatcher: Dispatcher): HttpSend =>
    async (url, { signal, ...options }) => {
      const silence = { headersTimeout: silenceMs, bodyTimeout: silenceMs };
      const abort = signal === undefined ? {} : { signal };
      return responseOf(await request(url, { dispatcher, ...silence, ...abort, ...options }));
    };
  return {
    get: (url, options) => sendThrough(following)(url, { method: 'GET', ...options }),
    send: sendThrough(agent),
    close: () => agent.destroy(),
  };
}

function responseOf({ statusCode, headers, body }: Dispatcher.ResponseData): HttpResponse {
  const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat()[0]] as const);
  return { status: statusCode, headers: Object.fromEntries(entries), body, discard: () => body.dump() };
}

function limitTunnels(settings: Pool.Options): Pool.Options {
  const connect = settings.connect as buildConnector.connector;
  let left = MOST_TUNNELS;
  return {
    ...settings,
    connect: (options, callback) => {
      left -= 1;
      if (left > 0) connect(options, callback);
      else callback(Object.assign(new Error('the proxy hangs up'), { code: 'PROXY_HANGS_UP' }), null);
    },
  };
}

/** A proxy's URL; a host and port alone mean http, as they do for curl. */
function proxyOf(environment: HttpClientOptions['environment'], name: string): string {
  const value = variableOf(environment, name);
  if (value === '') return value;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (URL.canParse(url)) return url;
  throw new DiabetesError('USAGE', `the variable ${name.toUpperCase()} holds no URL of a proxy`, {
    hint: 'Write it as http://host:port, or remove the variable.',
  });
}

function variableOf(environment: HttpClientOptions['environment'], name: string): string {
  return environment[name] ?? environment[name.toUpperCase()] ?? '';
}
