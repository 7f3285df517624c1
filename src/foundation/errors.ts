/**
 * Process exit codes. `docs/errors.md` explains each.
 *
 * 0 done · 1 failed · 2 usage or configuration · 3 invalid content · 4 quality gate not met · 5 external tool failed ·
 * 130 interrupted · 143 terminated.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130 | 143;

/** Every error code with the exit code it leads to. The keys are a public contract: programs branch on them. */
const EXIT_CODES = {
  INTERNAL: 1,
  WRITE_FAILED: 1,
  TRAINING_DIVERGED: 1,
  NOT_REPRODUCIBLE: 1,
  OUT_OF_MEMORY: 1,
  USAGE: 2,
  PATH_NOT_FOUND: 2,
  RUN_NOT_FOUND: 2,
  INVALID_PARAMS: 2,
  BACKEND_UNAVAILABLE: 2,
  PACKAGE_MISSING: 2,
  NOT_CONFIGURED: 2,
  INVALID_SCHEMA: 3,
  INVALID_DATA: 3,
  INVALID_BUNDLE: 3,
  INVALID_SYNTHESIZER: 3,
  INVALID_PIPELINE: 3,
  DOWNLOAD_FAILED: 5,
  MLFLOW_FAILED: 5,
  DELIVERY_BUSY: 5,
  TOOL_MISSING: 5,
  TOOL_FAILED: 5,
  INTERRUPTED: 130,
  TERMINATED: 143,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof EXIT_CODES;

/** One finding inside an error: what is wrong, and where. */
export interface ErrorDetail {
  /** Where it is, for a person: `line 7, column BMI` or `train.epochs`. */
  readonly where: string;
  readonly message: string;
}

export interface DiabetesErrorOptions {
  /** What to do next; a command where there is one. */
  readonly hint?: string;
  /** Single findings, the first of them when there are many. */
  readonly details?: readonly ErrorDetail[];
  readonly cause?: unknown;
}

/**
 * The one error of this program. The message says what failed, the value and the rule; the hint what to do next.
 * Anything else that is thrown is a bug.
 */
export class DiabetesError extends Error {
  override readonly name = 'DiabetesError';
  readonly code: ErrorCode;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly details: readonly ErrorDetail[];

  constructor(code: ErrorCode, message: string, options: DiabetesErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.exitCode = EXIT_CODES[code];
    this.hint = options.hint;
    this.details = options.details ?? [];
  }
}

/**
 * Thrown behind a result that is on standard output already and is not a good one: the program ends with its exit code,
 * and nothing more is told.
 */
export class NegativeResult extends Error {
  override readonly name = 'NegativeResult';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode) {
    super(`the result is negative: exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Whether something was thrown because a signal stopped the work. */
export function isStopped(error: unknown): error is DiabetesError {
  return error instanceof DiabetesError && (error.code === 'INTERRUPTED' || error.code === 'TERMINATED');
}
