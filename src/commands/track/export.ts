import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import type { RunSummary } from '../../tracking/runs/run.ts';
import type { RunStore } from '../../tracking/runs/run-store.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath, WordOption } from '../option-values.ts';
import { projectRoot } from '../project-files.ts';
import { isStandardOutput, writeRows } from '../standard-output.ts';
import { WHERE } from './where-option.ts';

const FORMATS = ['csv', 'mlruns'] as const;

/** What `diabetes track export` was asked to do. */
export interface ExportOptions extends CommonOptions {
  readonly runs: readonly string[];
  readonly to: (typeof FORMATS)[number];
  readonly out?: string;
  /** A row for each point of a metric, and not for each run. */
  readonly series: boolean;
  readonly where?: string;
}

type RunExport = (options: ExportOptions, context: CommandContext) => Promise<void>;

const DEFAULT_FOLDER = 'mlflow-export';

/** `diabetes track export`: runs for other programs. */
export function createExportCommand(context: CommandContext, run: RunExport = runExport): Command {
  const command = new Command('export')
    .summary('write runs as a table, or as files that MLflow reads')
    .description(
      'Write runs as a CSV table, or as the file store that `mlflow migrate-filestore` reads, with models and all.',
    )
    .argument('[run...]', 'runs: ids, the first digits of them, or latest (default: all)')
    .addOption(new WordOption('--to <format>', 'what to write', FORMATS).choices(FORMATS).makeOptionMandatory())
    .option(
      '--out <path>',
      `the file of csv, - for standard output, which is the default; the folder around mlruns (default: ${DEFAULT_FOLDER})`,
      givenPath,
    )
    .option('--series', 'csv with a row for each point of a metric, epoch by epoch')
    .option(...WHERE);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes track export --to csv --out runs.csv', 'A row for each run'],
    ['diabetes track export latest --to csv --series', 'The epochs of the newest run'],
    ['diabetes track export --to mlruns', 'For an MLflow that this machine cannot reach'],
  ]);
  return command.action(
    async (runs: readonly string[], options: Partial<ExportOptions> & Pick<ExportOptions, 'to'>) => {
      await run({ series: false, ...options, runs, ...commonOptionsOf(command) }, context);
    },
  );
}

/** Chooses the runs and writes them. */
export async function runExport(options: ExportOptions, context: CommandContext): Promise<void> {
  const { openRunStore } = await import('../../tracking/runs/run-store.ts');
  const { chooseRuns, createWarn } = await import('./runs.ts');
  checkOptions(options);
  const store = openRunStore(projectRoot(context));
  const warn = createWarn(context, options);
  const choose = (): Promise<readonly RunSummary[]> => chooseRuns(store, options, warn);
  if (options.to === 'csv') await exportCsv(options, context, { store, runs: await choose() });
  else {
    const { exportFileStore } = await import('./export-file-store.ts');
    const out = options.out ?? join(projectRoot(context), DEFAULT_FOLDER);
    await exportFileStore({ ...options, out }, context, { store, choose });
  }
}

function checkOptions({ to, out, series, json }: ExportOptions): void {
  const refuse = (message: string, hint: string): never => {
    throw new DiabetesError('USAGE', message, { hint });
  };
  if (to === 'csv' && json && isStandardOutput(out)) {
    refuse('--json and the rows would both go to standard output', 'Name a file for the rows: --out runs.csv');
  }
  if (to === 'mlruns' && series) refuse('--series is for csv', 'A file store has every epoch anyway.');
  if (to === 'mlruns' && out !== undefined && isStandardOutput(out)) {
    refuse('a file store is a folder, and no standard output', `Name a folder: --out ${DEFAULT_FOLDER}`);
  }
}

async function exportCsv(
  { out, series, ...options }: ExportOptions,
  context: CommandContext,
  { store, runs }: { readonly store: RunStore; readonly runs: readonly RunSummary[] },
): Promise<void> {
  const { runsCsv, seriesCsv } = await import('../../tracking/export/export-csv.ts');
  const rows = series ? seriesCsv(runs.map(({ id }) => store.folderOf(id))) : runsCsv(runs);
  if (isStandardOutput(out)) {
    await writeRows(context, rows);
    return;
  }
  const { writeFileAtomically } = await import('../../foundation/atomic-files.ts');
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderExport } = await import('../../terminal/render-export.ts');
  const { cwd, streams } = context;
  const path = resolve(cwd, out);
  await writeFileAtomically(path, rows);
  const document = { schemaVersion: 1, command: 'track export', to: 'csv', out: path, runs: runs.length } as const;
  await createOutput(streams, options).result(document, (result, style) => renderExport(result, { style, cwd }));
}
