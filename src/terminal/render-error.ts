import { isNativeError } from 'node:util/types';
import { DiabetesError } from '../foundation/errors.ts';
import type { ErrorDetail, ExitCode } from '../foundation/errors.ts';
import type { Style } from './style.ts';
import { alignColumns } from './table.ts';

/** An error as `--json` tells it, on one line of stderr. */
export interface ErrorDocument {
  readonly type: 'error';
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly message: string;
  readonly hint?: string;
  readonly details: readonly ErrorDetail[];
  /** Where it was thrown and what caused it; only under `--verbose`. */
  readonly stack?: string;
}

/** What there is to say about anything that was thrown. What is no `DiabetesError` is a bug of this program. */
export function describeError(error: unknown, verbose: boolean): ErrorDocument {
  const stack = verbose ? { stack: stackOf(error) } : {};
  if (!(error instanceof DiabetesError)) {
    const message = `${messageOf(error)}. This is a bug in diabetes, not a mistake of yours`;
    const hint = verbose
      ? 'Report the bug with the lines above.'
      : 'Run the command again with --verbose, and report the bug with what it prints.';
    return { type: 'error', code: 'INTERNAL', exitCode: 1, message, hint, details: [], ...stack };
  }
  const { code, exitCode, message, hint, details } = error;
  return { type: 'error', code, exitCode, message, ...(hint === undefined ? {} : { hint }), details, ...stack };
}

/** The message, below it the details that it does not tell itself, and last what to do next. */
export function renderError({ message, details, hint, stack }: ErrorDocument, style: Style): string {
  const untold = details.filter((detail) => !message.includes(detail.message));
  const rows = alignColumns(untold.map(({ where, message: text }) => [style.accent(where), text]));
  return [
    `${style.bad('Error:')} ${message}`,
    ...rows.map(indent),
    ...(stack === undefined ? [] : [style.muted(indent(stack))]),
    ...(hint === undefined ? [] : [`${style.strong('Hint:')} ${hint}`]),
  ].join('\n');
}

function messageOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  return error.message === '' ? error.name : error.message;
}

/** The stack of an error and of what caused it, down to the first cause. */
function stackOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  const own = error.stack ?? messageOf(error);
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
