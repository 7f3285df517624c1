import { EnvHttpProxyAgent, interceptors, Pool, request, type buildConnector } from 'undici';
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

export interface HttpClient {
  readonly get: HttpGet;
  /** Ends all connections. */
  readonly close: () => Promise<void>;
}

export interface HttpClientOptions {
  /** The variables that name proxies: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in either case. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The longest wait for a connection, and for the next bytes. */
  readonly connectMs?: number;
  readonly silenceMs?: number;
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
  const { environment, connectMs = 15_000, silenceMs = 60_000 } = options;
  const connect = { timeout: connectMs };
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
    proxyTls: connect,
  });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS }));
  return {
    get: async (url, { headers, signal }) => {
      const answer = await request(url, {
        dispatcher,
        headers,
        headersTimeout: silenceMs,
        bodyTimeout: silenceMs,
        ...(signal === undefined ? {} : { signal }),
      });
      const entries = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat()[0]] as const);
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(entries),
        body: answer.body,
        discard: () => answer.body.dump(),
      };
    },
    close: () => agent.destroy(),
  };
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
