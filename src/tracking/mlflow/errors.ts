import { DiabetesError, type DiabetesErrorOptions } from '../../foundation/errors.ts';

/**
 * What went wrong, for a program to branch on:
 *
 * - `unreachable`: nobody answers at the address, or the connection broke off
 * - `tls`: the certificate is not trusted, or one side speaks no TLS
 * - `not-mlflow`: something answers that is no MLflow server, or that cannot be read
 * - `too-old`: the server is of an MLflow before 2.0; `unsupported`: this server cannot do what was asked
 * - `unauthorized`, `forbidden`: credentials are missing or wrong, or do not allow it
 * - `host-not-allowed`: MLflow's own check of the host's name refuses the address
 * - `not-found`, `already-exists`, `deleted`: what the request names is not there, is there, or waits in the bin
 * - `param-changed`: a param of the run has another value already, and params are written once
 * - `invalid`: the server does not accept a value; `invalid-value`: this client does not, and has sent nothing
 * - `failed`: the server has an error of its own, or no time
 */
export type MlflowFailureKind =
  | 'unreachable'
  | 'tls'
  | 'not-mlflow'
  | 'too-old'
  | 'unsupported'
  | 'unauthorized'
  | 'forbidden'
  | 'host-not-allowed'
  | 'not-found'
  | 'already-exists'
  | 'deleted'
  | 'param-changed'
  | 'invalid'
  | 'invalid-value'
  | 'failed';

export interface MlflowErrorOptions extends DiabetesErrorOptions {
  /** The HTTP status, where a server answered. */
  readonly status?: number;
  /** Whether the same request may succeed later. */
  readonly isPassing?: boolean;
  /** Whether the server may have done it all the same. */
  readonly isUncertain?: boolean;
  /** How long the server asks to wait. */
  readonly waitMs?: number;
}

/** Every failure of the MLflow client that is not a local file's or program's. Its code is `MLFLOW_FAILED` or `USAGE`. */
export class MlflowError extends DiabetesError {
  readonly kind: MlflowFailureKind;
  readonly status: number | undefined;
  readonly isPassing: boolean;
  readonly isUncertain: boolean;
  readonly waitMs: number | undefined;

  constructor(kind: MlflowFailureKind, message: string, options: MlflowErrorOptions = {}) {
    super(kind === 'invalid-value' ? 'USAGE' : 'MLFLOW_FAILED', message, options);
    this.kind = kind;
    this.status = options.status;
    this.isPassing = options.isPassing ?? false;
    this.isUncertain = options.isUncertain ?? false;
    this.waitMs = options.waitMs;
  }
}

/** Whether something was thrown because MLflow does not know what a request names. */
export function isNotFound(error: unknown): error is MlflowError {
  return isMlflowError(error, 'not-found');
}

/** For `catch`: what MLflow does not know is undefined, and anything else is thrown again. */
export function undefinedWhereMissing(error: unknown): undefined {
  if (!isNotFound(error)) throw error;
}

/** Whether something is an MLflow failure of one kind. */
export function isMlflowError(error: unknown, kind: MlflowFailureKind): error is MlflowError {
  return error instanceof MlflowError && error.kind === kind;
}
