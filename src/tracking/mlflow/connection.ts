import { DiabetesError } from '../../foundation/errors.ts';

/** Where an MLflow server is, and how it is spoken to. */
export interface MlflowConnection {
  /**
   * The server's address, `http://127.0.0.1:5000`, with a path where it is served below one. A name and password in it
   * (`http://name:password@host`) are used as `credentials`.
   */
  readonly url: string;
  /** A name and password win over those in the address, and these over a token. */
  readonly credentials?: MlflowCredentials;
  readonly tls?: {
    /** Takes any certificate, a stranger's too. */
    readonly isInsecure?: boolean;
    /** A file with the certificates of the authorities to trust, in PEM form. */
    readonly certificateFile?: string;
  };
  /** `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`, in either case; left out, no proxy is used. */
  readonly proxies?: Readonly<Record<string, string | undefined>>;
}

/** HTTP Basic (RFC 7617) or a bearer token (RFC 6750). */
export type MlflowCredentials = { readonly username: string; readonly password: string } | { readonly token: string };

/** A connection in the form in which it is used: what its address says is taken out of it. */
export interface Server {
  /** Without name, password, query, fragment and trailing slash. */
  readonly url: string;
  /** The `authorization` header, where there is one. */
  readonly authorization?: string;
  readonly credentials?: 'password' | 'token';
  /** What no message may show. */
  readonly secrets: readonly string[];
}

/**
 * Reads a connection's address and credentials.
 *
 * @throws DiabetesError NOT_CONFIGURED where the address is not that of a server, or a header cannot hold the credentials
 */
export function serverOf({ url, credentials }: MlflowConnection): Server {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    throw notConfigured(
      `${withoutPassword(url)} is no address of an MLflow server: it begins with neither http:// nor https://`,
    );
  }
  const place = { url: `${address.origin}${address.pathname.replace(/\/+$/, '')}` };
  const own = credentialsIn(address);
  const chosen = credentials === undefined || 'token' in credentials ? (own ?? credentials) : credentials;
  if (chosen === undefined) return { ...place, secrets: [] };
  if ('token' in chosen) return { ...place, credentials: 'token', ...bearer(chosen.token) };
  return { ...place, credentials: 'password', ...basic(chosen.username, chosen.password) };
}

/** An address as it may be shown. */
export function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^/]*@/, '//[redacted]@').replace(/\?.*$/s, '?[redacted]');
}

/** The error of a connection that cannot be used. */
export function notConfigured(message: string, hint = 'Give it like this: http://127.0.0.1:5000'): DiabetesError {
  return new DiabetesError('NOT_CONFIGURED', message, { hint });
}

function credentialsIn({ username, password }: URL): MlflowCredentials | undefined {
  if (username === '') return undefined;
  return { username: decoded(username), password: decoded(password) };
}

/** A percent sign that begins no code stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function basic(username: string, password: string): Pick<Server, 'authorization' | 'secrets'> {
  if (username.includes(':'))
    throw notConfigured('the name of the MLflow user holds a colon, which HTTP Basic does not allow');
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    authorization: `Basic ${encoded}`,
    secrets: [encoded, password, encodeURIComponent(password)].filter(isLong),
  };
}

function bearer(token: string): Pick<Server, 'authorization' | 'secrets'> {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw notConfigured('the MLflow token is empty or holds a character that an HTTP header cannot', 'Copy it anew.');
  }
  return { authorization: `Bearer ${token}`, secrets: [token] };
}

/** What is shorter stands in too many words to be taken out of them. */
function isLong(secret: string): boolean {
  return secret.length > 3;
}
