import { STATUS_CODES } from 'node:http';
import { quantity } from '../quantity.ts';
import { errorCodeOf } from '../write-failure.ts';
import type { HttpResponse } from './http-client.ts';

/**
 * What is to be expected of another try: a `passing` failure may be over; an `unreachable` server was never there, unless
 * it has sent something before; a `lasting` failure comes again.
 */
type Outlook = 'passing' | 'unreachable' | 'lasting';

/** Why a try did not bring the whole file. */
export interface Failure {
  /** What happened, as the end of a sentence. */
  readonly reason: string;
  readonly hint: string;
  readonly outlook: Outlook;
  /** How long the server asks to wait. */
  readonly waitMs?: number;
  readonly cause?: unknown;
}

const CHECK_ADDRESS = 'Check the address and your connection; behind a proxy, set HTTPS_PROXY.';
const TRY_AGAIN = 'Check your connection and try again.';
const CERTIFICATE = 'If your network has an authority of its own, name its certificate: NODE_EXTRA_CA_CERTS=ca.pem.';

type Known = readonly [reason: string, hint: string, outlook?: Outlook];

/** By the codes of Node, OpenSSL (x509_vfy.h) and undici. */
const NETWORK: Readonly<Record<string, Known>> = {
  ENOTFOUND: ['there is no such host', CHECK_ADDRESS, 'unreachable'],
  EAI_AGAIN: ['the name of the host cannot be looked up', CHECK_ADDRESS],
  ECONNREFUSED: ['the connection is refused', CHECK_ADDRESS, 'unreachable'],
  EHOSTUNREACH: ['the host cannot be reached', CHECK_ADDRESS],
  ENETUNREACH: ['the network cannot be reached', CHECK_ADDRESS],
  ETIMEDOUT: ['the host does not answer', TRY_AGAIN],
  ECONNRESET: ['the connection broke off', TRY_AGAIN],
  EPIPE: ['the connection broke off', TRY_AGAIN],
  UND_ERR_SOCKET: ['the connection broke off', TRY_AGAIN],
  UND_ERR_CONNECT_TIMEOUT: ['the host does not answer', TRY_AGAIN],
  UND_ERR_HEADERS_TIMEOUT: ['the server does not answer', TRY_AGAIN],
  UND_ERR_BODY_TIMEOUT: ['nothing more came', TRY_AGAIN],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['the certificate is signed by the server itself', CERTIFICATE, 'lasting'],
  SELF_SIGNED_CERT_IN_CHAIN: ['the certificate comes from an unknown authority', CERTIFICATE, 'lasting'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['the certificate comes from an unknown authority', CERTIFICATE, 'lasting'],
  UNABLE_TO_GET_ISSUER_CERT: ['the certificate comes from an unknown authority', CERTIFICATE, 'lasting'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['the certificate comes from an unknown authority', CERTIFICATE, 'lasting'],
  CERT_HAS_EXPIRED: ['the certificate has expired', "Check this machine's date, or ask whose server it is.", 'lasting'],
  CERT_NOT_YET_VALID: ['the certificate is not valid yet', "Check this machine's date.", 'lasting'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['the certificate is that of another host', 'Check the address.', 'lasting'],
  ERR_SSL_WRONG_VERSION_NUMBER: ['the server speaks no TLS there', 'Try the address with http:.', 'lasting'],
  PROXY_HANGS_UP: ['the proxy hangs up', 'Check HTTPS_PROXY: it may name a server that is no proxy.', 'lasting'],
};

/** What a failure of the network means; undefined for an error that did not come from there. */
export function networkFailure(error: unknown): Failure | undefined {
  const code = errorCodeOf(error);
  if (typeof code !== 'string') return undefined;
  const refused = /Proxy response \((\d+)\)|Proxy Authentication Required \((\d+)\)/.exec(String(error));
  if (refused !== null) return proxyFailure(Number(refused[1] ?? refused[2]), error);
  const detail = error instanceof Error ? error.message : code;
  if (code === 'UND_ERR_INVALID_ARG') return redirectFailure(detail, error);
  const [reason, hint, outlook = 'passing'] = NETWORK[code] ?? [`the connection fails: ${detail}`, TRY_AGAIN];
  return { reason, hint, outlook, cause: error };
}

/** undici follows no redirect to itself, nor to an address that is no http or https URL. */
function redirectFailure(detail: string, cause: unknown): Failure {
  const where = /loop/i.test(detail) ? 'in a circle' : 'to an address that is no http or https URL';
  return { reason: `its redirects lead ${where}`, hint: 'Check the address.', outlook: 'lasting', cause };
}

function proxyFailure(status: number, cause?: unknown): Failure {
  return {
    reason: `the proxy answers ${nameOf(status)}`,
    hint:
      status === 407
        ? 'Give your name and password in the variable: HTTPS_PROXY=http://name:password@host:port.'
        : 'Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY.',
    outlook: 'lasting',
    cause,
  };
}

/** Statuses after which the same request may succeed. */
const PASSING = [408, 429, 500, 502, 503, 504];

/**
 * What an answer without the file means.
 *
 * @param now milliseconds since 1970, for a Retry-After that is a date
 */
export function statusFailure({ status, headers }: Pick<HttpResponse, 'status' | 'headers'>, now: number): Failure {
  if (status === 407) return proxyFailure(status);
  const waitMs = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], now) : undefined;
  const asked = waitMs === undefined ? '' : ` and asks to wait ${quantity(Math.ceil(waitMs / 1000), 'second')}`;
  return {
    reason: `the server answers ${nameOf(status)}${asked}`,
    hint: hintFor(status),
    outlook: PASSING.includes(status) ? 'passing' : 'lasting',
    ...(waitMs === undefined ? {} : { waitMs }),
  };
}

function hintFor(status: number): string {
  if (status >= 500) return 'The server has a problem: try again later.';
  switch (status) {
    case 401:
    case 403:
      return 'It wants you to sign in, or the link has run out: download the file in a browser, and name that file.';
    case 404:
    case 410:
      return 'There is nothing at this address: check it.';
    case 408:
    case 429:
      return 'Wait a while, and try again.';
    default:
      return 'Open the address in a browser to see what is there.';
  }
}

/**
 * How long a `Retry-After` asks to wait, which is seconds or a date (RFC 9110, section 10.2.3); undefined where it cannot
 * be read.
 *
 * @param now milliseconds since 1970
 */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function nameOf(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trim();
}
