import { resolve } from 'node:path';
import { DiabetesError } from '../../foundation/errors.ts';
import { formatOfPath } from '../../pipeline/dataset/format-of-path.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';
import { isSameFile } from '../same-file.ts';
import { isStandardOutput } from '../standard-output.ts';

/** Which rows, and where they go with their predictions; `-` and no `out` are the standard streams. */
export interface PredictFileOptions extends CommonOptions {
  readonly input: string;
  readonly out?: string;
  /** Where rows go that cannot be predicted; the first of them ends the run when left out. */
  readonly errors?: string;
  /** Whether such a row makes the command fail. */
  readonly strict: boolean;
  readonly ignoreColumn: readonly string[];
}

/** The files of a run; standard input is no path, and standard output is left out. */
export interface FilePaths {
  readonly input?: string;
  readonly out?: string;
  readonly errors?: string;
}

/**
 * Where a run reads and writes.
 *
 * @throws DiabetesError USAGE for a file that is named twice, or that rows are not written to
 */
export async function resolveFilePaths(options: PredictFileOptions, { cwd }: CommandContext): Promise<FilePaths> {
  const refuse = (message: string, hint: string) => new DiabetesError('USAGE', message, { hint });
  const input = options.input === '-' ? undefined : resolve(cwd, options.input);
  const out = isStandardOutput(options.out) ? undefined : resolve(cwd, options.out);
  const errors = options.errors === undefined ? undefined : resolve(cwd, options.errors);
  if (errors !== undefined && isStandardOutput(options.errors)) {
    throw refuse('--errors must name a file, not standard output', 'Name a file: --errors bad-rows.csv');
  }
  if (errors !== undefined && formatOfPath(errors) !== 'csv') {
    throw refuse(`--errors ${options.errors!}: rows are collected as CSV`, 'Name a .csv or .csv.gz file.');
  }
  if (out !== undefined && /\.(json(\.gz)?|xlsx?|feather|arrow|orc|avro)$/i.test(out)) {
    throw refuse(
      `--out ${options.out!} is no kind of file that rows are written to`,
      'Name a .csv, .jsonl or .parquet file.',
    );
  }
  const named = { '--input': input, '--out': out, '--errors': errors };
  for (const [one, other] of [
    ['--input', '--out'],
    ['--input', '--errors'],
    ['--out', '--errors'],
  ] as const) {
    const [left, right] = [named[one], named[other]];
    if (left === undefined || right === undefined || !(await isSameFile(left, right))) continue;
    throw refuse(`${one} and ${other} are the same file, ${right}`, `Name another file with ${other}.`);
  }
  return {
    ...(input === undefined ? {} : { input }),
    ...(out === undefined ? {} : { out }),
    ...(errors === undefined ? {} : { errors }),
  };
}
