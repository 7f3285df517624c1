import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath } from '../option-values.ts';
import { projectRoot, readParamsFile } from '../project-files.ts';

/** What `diabetes data version` was asked to do. */
export interface VersionOptions extends CommonOptions {
  readonly file?: string;
  readonly commit: boolean;
  readonly config?: string;
}

type RunVersion = (options: VersionOptions, context: CommandContext) => Promise<void>;

/** `diabetes data version`: the data as they are to a version that git can hold. */
export function createVersionCommand(context: CommandContext, run: RunVersion = runVersion): Command {
  const command = new Command('version')
    .summary('keep a version of a data file with DVC')
    .description('Keep a version of a data file or folder with DVC, and say how to commit it to git.')
    .argument('[file]', 'the data (default: data.path of params.yaml)', givenPath)
    .option('--commit', 'make the commit, too', false)
    .option('--config <file>', 'another params.yaml', givenPath);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes data version', 'Keep data/raw/diabetes.csv as it is now'],
    ['diabetes data version survey.csv --commit', 'Keep a file of your own, and commit that'],
  ]);
  return command.action(async (file: string | undefined, options: { commit: boolean; config?: string }) => {
    await run({ ...(file === undefined ? {} : { file }), ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Adds the data to DVC, and commits what stands for them where that is wanted. */
export async function runVersion(options: VersionOptions, context: CommandContext): Promise<void> {
  const { createStageRunner } = await import('../../pipeline/workflows/stages.ts');
  const { createOutput } = await import('../../terminal/output.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const { renderDataVersion } = await import('../../terminal/render-data-version.ts');
  const { keepVersion } = await import('../../versioning/keep-version.ts');
  const { openDvc, openGit } = await import('../../versioning/repository.ts');
  const { cwd, clock, runProcess, signal, streams } = context;
  const path = await findData(options, context);
  const search = { folder: dirname(path), project: projectRoot(context), signal };
  const tools = { git: await openGit(runProcess, search), ...(await openDvc(runProcess, search)) };
  const progress = createProgress(streams, options);
  try {
    const runStage = createStageRunner(progress.report, clock);
    const version = await runStage('version', 'Keeping the data', async () => {
      const rows = await countRowsOf(path);
      const value = await keepVersion({ path, rows, commit: options.commit }, tools);
      return { value, summary: `md5 ${value.md5}` };
    });
    progress.stop();
    const document = { schemaVersion: 1, command: 'data version', path, ...version } as const;
    await createOutput(streams, options).result(document, (result, style) => renderDataVersion(result, cwd, style));
  } finally {
    progress.stop();
  }
}

/** The file that was named, else the params' own; it must be there. */
async function findData({ file, config }: VersionOptions, context: CommandContext): Promise<string> {
  const path = file === undefined ? await pathOfParams(config, context) : resolve(context.cwd, file);
  if (existsSync(path)) return path;
  const own = 'Put the file there, or name another: diabetes data version FILE';
  throw new DiabetesError('PATH_NOT_FOUND', `the data file ${path} does not exist`, {
    hint: existsSync(`${path}.dvc`) ? 'DVC keeps it: run `diabetes data fetch`.' : file === undefined ? own : 'Check the path.',
  });
}

async function pathOfParams(config: string | undefined, context: CommandContext): Promise<string> {
  const { resolveParams } = await import('../../config/resolve-params.ts');
  const { params } = resolveParams(await readParamsFile(context, config));
  return resolve(projectRoot(context), params.data.path);
}

/** Null for what is no CSV file. */
async function countRowsOf(path: string): Promise<number | null> {
  if (!/\.csv$/i.test(path) || statSync(path).isDirectory()) return null;
  const { countRows } = await import('../../pipeline/dataset/count-rows.ts');
  return (await countRows(path)) ?? null;
}
