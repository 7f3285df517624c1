import { stripVTControlCharacters } from 'node:util';
import { DiabetesError } from './errors.ts';
import type { ProcessOptions, ProcessResult, ProcessRunner } from './process-runner.ts';

/** A program that others wrote and this one calls. */
export interface Tool {
  readonly program: string;
  /** What to do where it is not installed. */
  readonly install: string;
  /** What to do about a failure that is known by the program's own words. */
  readonly advise?: (words: string) => string | undefined;
}

/** Calls a tool with some arguments, and gives its output. */
export type ToolRunner = (args: readonly string[], options?: ProcessOptions) => Promise<ProcessResult>;

/**
 * How a tool is called by a process runner.
 *
 * @param defaults the options of every call
 * @returns a function that throws DiabetesError TOOL_MISSING where the tool is not installed, and TOOL_FAILED, with the
 *   tool's own words, where it ends with anything but exit code 0
 */
export function createToolRunner(tool: Tool, run: ProcessRunner, defaults: ProcessOptions = {}): ToolRunner {
  return async (args, options) => {
    const result = await run([tool.program, ...args], { ...defaults, ...options });
    if (result.isMissing === true) throw missing(tool);
    if (result.exitCode !== 0) throw failed(tool, args, result);
    return result;
  };
}

function missing({ program, install }: Tool): DiabetesError {
  return new DiabetesError('TOOL_MISSING', `${program} is not installed: the PATH leads to no such program`, {
    hint: install,
  });
}

function failed({ program, advise }: Tool, args: readonly string[], result: ProcessResult): DiabetesError {
  const verb = args.find((argument) => !argument.startsWith('-')) ?? '';
  const [first = endOf(result), ...rest] = wordsOf(result);
  const hint = advise?.([first, ...rest].join('\n'));
  return new DiabetesError('TOOL_FAILED', `${program} ${verb} failed: ${first}`, {
    ...(hint === undefined ? {} : { hint }),
    details: rest.map((message) => ({ where: program, message })),
  });
}

function endOf({ exitCode }: ProcessResult): string {
  return exitCode === null ? 'it was ended by a signal' : `it ended with exit code ${exitCode} and no word`;
}

const MOST_LINES = 12;

/** A program's complaint, line by line: from the first line that is marked as an error, or else all that it said. */
function wordsOf({ stderr, stdout }: ProcessResult): readonly string[] {
  const lines = stripVTControlCharacters(stderr.trim() === '' ? stdout : stderr)
    .split(/[\r\n]+/)
    .map((line) => withoutPassword(line.trim()))
    .filter((line) => line !== '');
  const marked = lines.findIndex((line) => ERROR_MARK.test(line));
  const [first, ...rest] = lines.slice(Math.max(marked, 0));
  return first === undefined ? [] : [first.replace(ERROR_MARK, ''), ...rest].slice(0, MOST_LINES);
}

/** What a complaint begins with and the message says already. */
const ERROR_MARK = /^(error|fatal):\s*(failed to [\w ]+ - )?/i;

/** Addresses may hold a user's password. */
function withoutPassword(line: string): string {
  return line.replace(/:\/\/[^\s/@:]*:[^\s/@]+@/g, '://[redacted]@');
}
