import { resolve } from 'node:path';
import { Command } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath } from '../option-values.ts';
import { projectRoot } from '../project-files.ts';
import { isStandardOutput } from '../standard-output.ts';
import { WHERE } from './where-option.ts';

/** What `diabetes track report` was asked to do. */
export interface ReportOptions extends CommonOptions {
  readonly runs: readonly string[];
  readonly out: string;
  readonly open: boolean;
  readonly where?: string;
}

type RunReport = (options: ReportOptions, context: CommandContext) => Promise<void>;

const DEFAULT_FILE = 'runs.html';
/** As many as one picture shows. */
const NEWEST = 10;

/** `diabetes track report`: one page that compares runs. */
export function createReportCommand(context: CommandContext, run: RunReport = runReport): Command {
  const command = new Command('report')
    .summary('compare runs on a page of their own')
    .description(
      'Write one HTML page that compares runs: metrics with intervals, params that differ, epochs, gates and data sets. It needs no network and no server.',
    )
    .argument('[run...]', `runs: ids, the first digits of them, or latest (default: the newest ${NEWEST})`)
    .option('--out <file>', `the page (default: ${DEFAULT_FILE})`, givenPath)
    .option('--open', 'show it in the browser')
    .option(...WHERE);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes track report --open', 'Compare the newest runs'],
    ['diabetes track report 4ea76e2f latest --out two-runs.html', 'Compare two'],
    ['diabetes track report --where "metrics.roc_auc_any > 0.82"', 'Compare the good ones'],
  ]);
  return command.action(async (runs: readonly string[], options: Partial<ReportOptions>) => {
    await run({ out: DEFAULT_FILE, open: false, ...options, runs, ...commonOptionsOf(command) }, context);
  });
}

/** Chooses the runs, writes the page and says where it is. */
export async function runReport(options: ReportOptions, context: CommandContext): Promise<void> {
  const { checkFiles, writeFiles } = await import('../../foundation/write-files.ts');
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderReport } = await import('../../terminal/render-report.ts');
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { drawReport } = await import('./report-page.ts');
  const { chooseRuns, createWarn } = await import('./runs.ts');
  const { streams, cwd } = context;
  if (isStandardOutput(options.out)) {
    throw new DiabetesError('USAGE', 'a page is a file, and no standard output', { hint: `--out ${DEFAULT_FILE}` });
  }
  const path = resolve(cwd, options.out);
  await checkFiles('', [path]);
  const store = openRunStore(projectRoot(context));
  const chosen = await chooseRuns(store, options, createWarn(context, options));
  const isLimited = options.runs.length === 0 && options.where === undefined;
  const runs = isLimited ? chosen.slice(0, NEWEST) : chosen;
  await writeFiles('', new Map([[path, await drawReport({ runs, store, path }, context)]]));
  const ids = runs.map(({ id }) => id);
  const document = {
    schemaVersion: 1,
    command: 'track report',
    out: path,
    recorded: store.ids.length,
    runs: ids,
  } as const;
  await createOutput(streams, options).result(document, (result, style) => renderReport(result, { style, cwd }));
  if (options.open) {
    const { openInBrowser } = await import('./open-in-browser.ts');
    await openInBrowser(path, context);
  }
}
