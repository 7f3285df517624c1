import type { MlflowFailureKind } from './errors.ts';

/** What MLflow itself says against a request. */
export interface Refusal {
  readonly kind: MlflowFailureKind;
  readonly reason: string;
  readonly hint: string;
  /** Set where the same request may succeed later, whatever the HTTP status. */
  readonly isPassing?: true;
}

/**
 * Reads an answer in MLflow's own form, `{"error_code", "message"}` (mlflow/protos/databricks.proto, ErrorCode); undefined
 * for any other.
 *
 * @param secrets what is not repeated, should the server do so
 */
export function readRefusal(text: string, secrets: readonly string[]): Refusal | undefined {
  const { error_code: code, message: said = '' } = parse(text);
  if (typeof code !== 'string' || typeof said !== 'string') return undefined;
  const message = secrets.reduce((told, secret) => told.replaceAll(secret, '[redacted]'), said);
  // SQLite's lock and the pool of connections are busy, which MLflow calls the client's fault.
  if (/QueuePool limit|database is locked/.test(message)) {
    return { kind: 'failed', reason: "the server's database is busy", hint: 'Try again later.', isPassing: true };
  }
  if (message.includes('Changing param values is not allowed')) return paramChanged(message);
  const deleted = /The (run|experiment) (\S+) must be in the 'active' state/.exec(message);
  if (deleted !== null) {
    const [, what = '', id = ''] = deleted;
    return {
      kind: 'deleted',
      reason: `the ${what} ${id} is deleted`,
      hint: `Restore the ${what}, or use another one.`,
    };
  }
  const isUnknownAlias = /Registered model alias .* not found/.test(message);
  const [kind, hint] = BY_CODE[isUnknownAlias ? 'RESOURCE_DOES_NOT_EXIST' : code] ?? BY_CODE.INTERNAL_ERROR!;
  return { kind, reason: shorten(message === '' ? code : message), hint };
}

const TRY_AGAIN = "Try again later; the server's own log says more.";
const NOT_THERE = 'Check the name or id: the server has nothing by it.';
const CHECK_VALUE = 'Correct the value that it names.';

const BY_CODE: Readonly<Record<string, readonly [MlflowFailureKind, string]>> = {
  RESOURCE_DOES_NOT_EXIST: ['not-found', NOT_THERE],
  RESOURCE_ALREADY_EXISTS: ['already-exists', 'Take another name, or use what is there.'],
  INVALID_PARAMETER_VALUE: ['invalid', CHECK_VALUE],
  INVALID_STATE: ['invalid', CHECK_VALUE],
  PERMISSION_DENIED: ['forbidden', 'Ask for the permission, or sign in as somebody who has it.'],
  ENDPOINT_NOT_FOUND: ['unsupported', 'Use a newer MLflow server.'],
  NOT_IMPLEMENTED: ['unsupported', 'Use a newer MLflow server.'],
  FEATURE_DISABLED: ['unsupported', 'Turn it on where the server is started; its error names the option.'],
  BAD_REQUEST: ['failed', TRY_AGAIN],
  INTERNAL_ERROR: ['failed', TRY_AGAIN],
};

function paramChanged(message: string): Refusal {
  const [, key, before, after] =
    /'key': '(.*?)', 'old_value': '(.*?)', 'new_value': '(.*?)'}/.exec(message) ??
    /Param with key='(.*?)' was already logged with value='(.*?)'.*logging new value '(.*?)'/s.exec(message) ??
    [];
  const which =
    key === undefined ? shorten(message) : `the param ${key} is ${before} there, and cannot become ${after}`;
  return { kind: 'param-changed', reason: which, hint: 'Params are written once: log the other value to another run.' };
}

const LONGEST = 300;

/** One line of a message, without the SQL and the stack that a database's error brings along. */
function shorten(message: string): string {
  const [said = ''] = message.split(/\s*(?:\[SQL: |\(Background on this error|\nTraceback )/);
  const line = said.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

function parse(text: string): { readonly error_code?: unknown; readonly message?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
