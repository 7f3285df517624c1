import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import { errorCodeOf, writeFailure } from '../../foundation/write-failure.ts';
import { writeFiles } from '../../foundation/write-files.ts';
import type { InitDocument, NextStep } from '../../terminal/render-init.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath } from '../option-values.ts';
import { planFile, type PlannedFile, type Template } from './plan.ts';
import { OWN_SCHEMA, readTemplates, withOwnSchema } from './templates.ts';

/** What `diabetes init` was asked to do. */
export interface InitOptions extends CommonOptions {
  /** The project's folder; the current one when left out. */
  readonly dir?: string;
  /** Whether to show what would change and write nothing. */
  readonly diff: boolean;
  /** Whether files that differ are replaced. */
  readonly force: boolean;
}

type RunInit = (options: InitOptions, context: CommandContext) => Promise<void>;

/** `diabetes init`: the files of a project of one's own. */
export function createInitCommand(context: CommandContext, run: RunInit = runInit): Command {
  const command = new Command('init')
    .description(
      'Write what a project of your own needs: params.yaml, a DVC pipeline, a GitHub workflow, and what git and DVC are ' +
        'to ignore. What is there and differs stays as it is.',
    )
    .argument('[dir]', 'the folder of the project (default: the current one)', givenPath)
    .option('--diff', 'show what would change as a unified diff, and write nothing')
    .option('--force', 'replace files that differ');
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes init my-project', 'Begin a project in a new folder'],
    ['diabetes init --diff', 'See how the files of this project differ from those of this version'],
  ]);
  return command.action(async (dir: string | undefined, options: Partial<InitOptions>) => {
    const folder = dir === undefined ? {} : { dir };
    await run({ diff: false, force: false, ...options, ...folder, ...commonOptionsOf(command) }, context);
  });
}

/** Plans all files before it writes the first one. */
export async function runInit(options: InitOptions, context: CommandContext): Promise<void> {
  const root = resolve(context.cwd, options.dir ?? '.');
  const hasOwnSchema = existsSync(join(root, OWN_SCHEMA));
  const templates = await readTemplates(context, hasOwnSchema);
  const files: PlannedFile[] = [];
  for (const template of templates) files.push(await planInFolder(root, template, options.force));
  if (!options.diff) await writeFiles(root, textsToWrite(files));
  const document: InitDocument = {
    schemaVersion: 1,
    command: 'init',
    root,
    files: files.map(({ path, state }) => ({ path, state })),
    ...(options.diff ? { diff: await unifiedDiff(files) } : {}),
  };
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderInit } = await import('../../terminal/render-init.ts');
  const steps = nextSteps(relative(context.cwd, root), hasOwnSchema);
  await createOutput(context.streams, options).result(document, (result, style) => renderInit(result, steps, style));
}

async function planInFolder(root: string, template: Template, force: boolean): Promise<PlannedFile> {
  const path = join(root, template.path);
  try {
    return planFile(template, await readFile(path, 'utf8'), force);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return planFile(template, undefined, force);
    if (errorCodeOf(error) !== 'EISDIR') throw writeFailure(path, error);
    const hint = 'Move that folder away, or choose another one for the project.';
    throw new DiabetesError('WRITE_FAILED', `cannot write ${path}: it is a folder`, { hint, cause: error });
  }
}

function textsToWrite(files: readonly PlannedFile[]): ReadonlyMap<string, string> {
  const changed = files.filter(({ state }) => state === 'created' || state === 'updated');
  return new Map(changed.map(({ path, after }) => [path, after]));
}

/** What would bring every file, a kept one too, to what the project needs: `patch -p1` understands it. */
async function unifiedDiff(files: readonly PlannedFile[]): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const patches = files
    .filter(({ before, after }) => before !== after)
    .map(({ path, before, after }) => {
      const names = [before === undefined ? '/dev/null' : `a/${path}`, `b/${path}`] as const;
      const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
      return createTwoFilesPatch(...names, before ?? '', after, undefined, undefined, options);
    });
  return patches.join('');
}

function nextSteps(folder: string, hasOwnSchema: boolean): readonly NextStep[] {
  return [
    ...(folder === '' ? [] : [{ typed: `cd ${folder}`, does: 'go there' }]),
    {
      typed: hasOwnSchema ? withOwnSchema('diabetes train') : 'diabetes train',
      does: hasOwnSchema ? 'train on data/raw/diabetes.csv' : 'train on data/raw/diabetes.csv, or on synthetic rows',
    },
    hasOwnSchema
      ? { typed: 'diabetes predict --help', does: 'see the answers that the model understands' }
      : { typed: 'diabetes predict --age 52 --bmi 31', does: 'ask the model about one person' },
    { typed: 'git init && dvc init && dvc repro', does: 'the same as a pipeline, which runs what is out of date' },
    { typed: 'diabetes doctor', does: 'see what this machine has and lacks' },
  ];
}
