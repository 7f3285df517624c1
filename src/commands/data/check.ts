import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { DiabetesError, NegativeResult } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import type { DataCheckDocument } from '../../terminal/render-data-check.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath } from '../option-values.ts';
import { projectRoot, readParamsFile, readSchema } from '../project-files.ts';
import { isMissingFromDvc } from '../row-origin.ts';
import { isSameFile } from '../same-file.ts';

/** What `diabetes data check` was asked to do. */
export interface DataCheckOptions extends CommonOptions {
  readonly file?: string;
  readonly report?: string;
  readonly schema?: string;
  readonly config?: string;
}

type RunDataCheck = (options: DataCheckOptions, context: CommandContext) => Promise<void>;

/** As wide as lines are where nobody says how wide the terminal is. */
const DEFAULT_WIDTH = 100;

/** `diabetes data check`: all that is to be known of a labelled file before training on it. */
export function createDataCheckCommand(context: CommandContext, run: RunDataCheck = runDataCheck): Command {
  const command = new Command('check')
    .summary('say what a file of labelled rows holds, and what is wrong with it')
    .description(
      'Say what a file of labelled rows holds, and what is wrong with it. It ends with 3 where the file cannot be used.',
    )
    .argument('[file]', 'labelled rows (default: data.path of params.yaml)', givenPath)
    .option('--report <file>', 'write the report as an HTML page, too', givenPath)
    .option('--schema <file>', 'the schema of another survey', givenPath)
    .option('--config <file>', 'another params.yaml', givenPath);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes data check survey.csv', 'Look at a file before training on it'],
    ['diabetes data check survey.csv --report check.html', 'The same as a page with histograms'],
  ]);
  return command.action(async (file: string | undefined, options: Omit<DataCheckOptions, 'file'>) => {
    await run({ ...(file === undefined ? {} : { file }), ...options, ...commonOptionsOf(command) }, context);
  });
}

/**
 * Checks the file, writes the page where one is asked for, and shows the report.
 *
 * @throws NegativeResult 3 where the file cannot be used
 */
export async function runDataCheck(options: DataCheckOptions, context: CommandContext): Promise<void> {
  const { resolveParams } = await import('../../config/resolve-params.ts');
  const { checkFile } = await import('../../pipeline/workflows/check-file.ts');
  const { createStageRunner } = await import('../../pipeline/workflows/stages.ts');
  const { createOutput } = await import('../../terminal/output.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const { renderDataCheck } = await import('../../terminal/render-data-check.ts');
  const { cwd, streams, signal, clock } = context;
  const { params } = resolveParams(await readParamsFile(context, options.config));
  const schema = await readSchema(context, options.schema);
  const file = options.file === undefined ? projectData(context, params.data.path) : resolve(cwd, options.file);
  const report = options.report === undefined ? null : resolve(cwd, options.report);
  if (report !== null && (await isSameFile(file, report))) {
    throw new DiabetesError('USAGE', `--report is the file that is checked, ${file}`, { hint: 'Name another file.' });
  }
  const progress = createProgress(streams, options);
  try {
    const check = await createStageRunner(progress.report, clock)('read', 'Reading the rows', async () => {
      const value = await checkFile({ file, schema, split: params.split, scratchFolder: tmpdir(), signal });
      return { value, summary: quantity(value.rows, 'row') };
    });
    progress.stop();
    const document: DataCheckDocument = { schemaVersion: 1, command: 'data check', ...check, report };
    if (report !== null) await writePage(report, document);
    await createOutput(streams, options).result(document, (result, style) =>
      renderDataCheck(result, { style, width: streams.stdout.columns ?? DEFAULT_WIDTH }),
    );
    if (!check.usable) throw new NegativeResult(3);
  } finally {
    progress.stop();
  }
}

async function writePage(path: string, document: DataCheckDocument): Promise<void> {
  const { writeFileAtomically } = await import('../../foundation/atomic-files.ts');
  const { renderDataCheckPage } = await import('../../reports/data-check-page.ts');
  await writeFileAtomically(path, renderDataCheckPage(document));
}

/** @throws DiabetesError PATH_NOT_FOUND where the project has no data */
function projectData(context: CommandContext, path: string): string {
  const file = resolve(projectRoot(context), path);
  if (existsSync(file)) return file;
  throw new DiabetesError('PATH_NOT_FOUND', `there is nothing to check: the data file ${file} does not exist`, {
    hint: isMissingFromDvc(file) ? 'DVC keeps it: run `diabetes data fetch`.' : 'diabetes data check survey.csv',
  });
}
