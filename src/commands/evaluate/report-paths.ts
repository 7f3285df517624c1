import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { DiabetesError } from '../../foundation/errors.ts';
import { checkFiles } from '../../foundation/write-files.ts';
import { METRICS_AND_PLOTS } from '../../reports/metrics-and-plots.ts';
import { isStandardOutput } from '../standard-output.ts';

/** Where reports go, as they were named. */
export interface ReportPaths {
  /** The folder of what DVC reads. */
  readonly out?: string;
  readonly report?: string;
  readonly modelCard?: string;
  readonly junit?: string;
  readonly markdown?: string;
}

/** The reports that are files of their own, by the option that asks for each. */
const FILE_OPTIONS = {
  report: '--report',
  modelCard: '--model-card',
  junit: '--junit',
  markdown: '--markdown',
} as const;

/** What an evaluation reads, and no report may take the place of: files, and folders with all that is in them. */
export interface EvaluationInput {
  /** What it is, as a message names it. */
  readonly title: string;
  readonly path: string;
}

/**
 * Refuses reports that cannot be written or would overwrite something, before the work begins.
 *
 * @throws DiabetesError WRITE_FAILED; USAGE where one stands where another report, standard output or an input is
 */
export async function checkReportPaths(
  paths: ReportPaths,
  cwd: string,
  inputs: readonly EvaluationInput[],
): Promise<void> {
  const files = namedFiles(paths, cwd);
  for (const [i, { path, option }] of files.entries()) {
    if (isStandardOutput(path)) throw refuse(`${option} is standard output, where the result goes`);
    const place = realPlace(path);
    const other = files
      .slice(0, i)
      .find((each) => isWithin(realPlace(each.path), place) || isWithin(place, realPlace(each.path)));
    if (other !== undefined) throw refuse(`${other.option} and ${option} are both ${path}`);
    const input = inputs.find((each) => isWithin(place, realPlace(each.path)));
    if (input !== undefined) throw refuse(`${option} would overwrite ${input.title}: ${path}`);
  }
  await checkFiles(
    '',
    files.map(({ path }) => path),
  );
}

/** Each file and what asks for it; those of the folder are all asked for by --out. */
function namedFiles(paths: ReportPaths, cwd: string): readonly { readonly path: string; readonly option: string }[] {
  const { out } = paths;
  const inFolder =
    out === undefined ? [] : METRICS_AND_PLOTS.map((name) => ({ path: resolve(cwd, out, name), option: '--out' }));
  const files = Object.entries(FILE_OPTIONS).flatMap(([name, option]) => {
    const path = paths[name as keyof typeof FILE_OPTIONS];
    return path === undefined ? [] : [{ path: resolve(cwd, path), option }];
  });
  return [...inFolder, ...files];
}

/** Where a path leads, whatever links are on the way, also while it does not exist. */
function realPlace(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  return path === dirname(path) ? path : join(realPlace(dirname(path)), basename(path));
}

/** Whether a path is a place or below it. */
function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}${sep}`);
}

function refuse(message: string): DiabetesError {
  return new DiabetesError('USAGE', message, { hint: 'Name another file.' });
}
