import { STATUS_CODES } from 'node:http';
import { networkFailure, retryAfterMs } from '../../foundation/download/failures.ts';
import { errorCodeOf } from '../../foundation/write-failure.ts';
import type { Server } from './connection.ts';
import type { MlflowErrorOptions, MlflowFailureKind } from './errors.ts';
import { readRefusal } from './refusals.ts';

/** Why a request did not succeed: the end of a sentence, and what is to be expected of another try. */
export interface Failure extends Pick<MlflowErrorOptions, 'status' | 'isPassing' | 'waitMs' | 'cause'> {
  readonly kind: MlflowFailureKind;
  readonly reason: string;
  readonly hint: string;
  /** Whether the server has certainly not seen the request. */
  readonly isUnsent?: boolean;
}

/** An answer that is no success. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

const CHECK_ADDRESS = 'Check the address: it must be the one that MLflow is served at.';

/** Codes after which nothing can have reached the server. */
const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** What an error of the network means; undefined for one that did not come from there. */
export function failureOfNetwork(error: unknown): Failure | undefined {
  const code = String(errorCodeOf(error));
  if (code.startsWith('HPE_')) {
    return { kind: 'not-mlflow', reason: 'what answers there does not speak HTTP', hint: CHECK_ADDRESS, cause: error };
  }
  const known = networkFailure(error);
  if (known === undefined) return undefined;
  const { reason, hint, outlook, cause } = known;
  if (/CERT|ISSUER|VERIFY|SSL/.test(code)) return { kind: 'tls', reason, hint: hintForTls(hint), cause };
  const isUnsent = UNSENT.includes(code);
  const start = 'Start the server, or check its address.';
  return {
    kind: 'unreachable',
    reason,
    hint: code === 'ECONNREFUSED' ? start : hint,
    isPassing: isUnsent || outlook === 'passing',
    isUnsent,
    cause,
  };
}

/** The failure of an answer that did not come in time. */
export function tooLate(ms: number): Failure {
  const reason = `there was no whole answer within ${ms / 1000} s`;
  return {
    kind: 'unreachable',
    reason,
    hint: 'Check that the server is not overloaded, and try again.',
    isPassing: true,
  };
}

/** The failure of an answer that is there but cannot be read. */
export function unreadable(reason: string): Failure {
  return { kind: 'not-mlflow', reason, hint: CHECK_ADDRESS };
}

/** Statuses after which the same request may succeed. */
const PASSING = [408, 429, 500, 502, 503, 504];

/**
 * What an answer means that is no success.
 *
 * @param now milliseconds since 1970, for a Retry-After that is a date
 */
export function failureOfAnswer(answer: FailedAnswer, server: Server, now: number): Failure {
  const { status, headers, text } = answer;
  if (status < 400) return redirected(answer);
  const waitMs = retryAfterMs(headers['retry-after'], now);
  const meaning = readRefusal(text, server.secrets) ?? withoutRefusal(answer, server);
  const isPassing = meaning.kind === 'failed' && PASSING.includes(status);
  return { status, isPassing, ...meaning, ...(waitMs === undefined ? {} : { waitMs }) };
}

type Meaning = Pick<Failure, 'kind' | 'reason' | 'hint'>;

/** Answers that no call of MLflow gives, but what stands before the calls: checks, proxies, other servers. */
function withoutRefusal({ status, text }: FailedAnswer, server: Server): Meaning {
  const name = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (status === 401) return unauthorized(server);
  if (status === 403 && text.includes('Invalid Host header')) {
    const { host } = new URL(server.url);
    const hint = `Start the server with --allowed-hosts ${host}; the option replaces MLflow's own list, localhost too.`;
    return { kind: 'host-not-allowed', reason: `MLflow does not allow the host name ${host}`, hint };
  }
  if (status === 403) {
    const hint = 'Ask for the permission, or sign in as somebody who has it.';
    return { kind: 'forbidden', reason: 'permission is denied', hint };
  }
  if (status === 404 || status === 405) {
    const hint = `${CHECK_ADDRESS} An MLflow that is too old does not know every call.`;
    return { kind: 'not-mlflow', reason: `it does not know the call: it answers ${name}`, hint };
  }
  if (status === 407) {
    const hint = 'Give your name and password in the variable: HTTPS_PROXY=http://name:password@host:port.';
    return { kind: 'unreachable', reason: `the proxy answers ${name}`, hint };
  }
  if (PASSING.includes(status)) return { kind: 'failed', reason: `it answers ${name}`, hint: 'Try again later.' };
  return { kind: 'not-mlflow', reason: `it answers ${name}, and not as MLflow does`, hint: CHECK_ADDRESS };
}

function redirected({ status, headers: { location = '' } }: FailedAnswer): Failure {
  const target = URL.canParse(location) ? new URL(location) : undefined;
  const where = target === undefined ? 'elsewhere' : `to ${target.origin}${target.pathname}`;
  const hint = 'Give the address that it leads to, or sign in where it asks for it: a redirect is not followed.';
  return { kind: 'not-mlflow', reason: `it redirects ${where}`, hint, status };
}

function unauthorized({ credentials }: Server): Meaning {
  const hint = 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.';
  if (credentials === undefined) return { kind: 'unauthorized', reason: 'it wants you to sign in', hint };
  if (credentials === 'password') {
    return { kind: 'unauthorized', reason: 'it does not accept the name and password', hint: 'Check both.' };
  }
  const basic = "Check the token. MLflow's own accounts take a name and password, and no token.";
  return { kind: 'unauthorized', reason: 'it does not accept the token', hint: basic };
}

function hintForTls(hint: string): string {
  if (!hint.includes('NODE_EXTRA_CA_CERTS')) return hint;
  return 'Name the certificate of its authority: MLFLOW_TRACKING_SERVER_CERT_PATH=ca.pem.';
}
