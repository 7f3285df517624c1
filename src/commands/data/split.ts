import { quantity } from '../../foundation/quantity.ts';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { alignColumns } from '../../terminal/table.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { collect, givenPath, IGNORE_COLUMN, wholeNumber } from '../option-values.ts';
import { projectRoot, readParamsFile, readSchema } from '../project-files.ts';
import { resolveRowOrigin, SYNTHETIC_NOTICE } from '../row-origin.ts';

/** What `diabetes data split` was asked to do. */
export interface SplitOptions extends CommonOptions {
  readonly data?: string;
  readonly out?: string;
  readonly schema?: string;
  readonly config?: string;
  readonly set: readonly string[];
  /** Indicators that count as unknown, whatever the file says. */
  readonly ignoreColumn: readonly string[];
  readonly seed?: number;
}

type RunSplit = (options: SplitOptions, context: CommandContext) => Promise<void>;

/** `diabetes data split`: one file to a folder of three, as `train` divides it. */
export function createSplitCommand(context: CommandContext, run: RunSplit = runSplit): Command {
  const command = new Command('split')
    .summary('divide labelled rows into train.csv, validation.csv and test.csv')
    .description('Divide labelled rows into train.csv, validation.csv and test.csv, just as train divides one file.')
    .option('--data <file>', 'labelled rows: a CSV or Parquet file', givenPath)
    .option(...IGNORE_COLUMN)
    .option('--out <dir>', 'the folder for the three files (default: data/prepared)', givenPath)
    .option('--schema <file>', 'the schema of another survey', givenPath)
    .option('--config <file>', 'another params.yaml', givenPath)
    .option('--set <key=value>', 'set one param, such as split.test=0.3; may be repeated', collect)
    .option('--seed <n>', 'set split.seed', wholeNumber);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes data split', 'Divide data/raw/diabetes.csv into data/prepared'],
    ['diabetes data split --data survey.csv --out parts', 'Divide a file of your own'],
  ]);
  return command.action(async (options: Partial<SplitOptions>) => {
    await run({ set: [], ignoreColumn: [], ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Divides the rows and writes the folder; an earlier one is replaced as a whole. */
export async function runSplit(options: SplitOptions, context: CommandContext): Promise<void> {
  const { resolveParams } = await import('../../config/resolve-params.ts');
  const { writeSplit } = await import('../../pipeline/workflows/write-split.ts');
  const { createOutput } = await import('../../terminal/output.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const file = await readParamsFile(context, options.config);
  const flags = { '--seed': { split: { seed: options.seed } } };
  const { params } = resolveParams({ ...file, set: options.set, flags });
  const schema = await readSchema(context, options.schema);
  const origin = await resolveRowOrigin(context, {
    data: options.data,
    params,
    schema,
    ignore: options.ignoreColumn,
  });
  const folder =
    options.out === undefined ? join(projectRoot(context), 'data', 'prepared') : resolve(context.cwd, options.out);
  const progress = createProgress(context.streams, options);
  try {
    if (origin.kind === 'synthetic') {
      progress.report(SYNTHETIC_NOTICE);
    }
    const { recipe, fingerprint, source } = await writeSplit({
      origin,
      schema,
      params: params.split,
      folder,
      report: progress.report,
      signal: context.signal,
    });
    const document = { schemaVersion: 1, command: 'data split', folder, source, fingerprint, split: recipe } as const;
    await createOutput(context.streams, options).result(document, (result, style) =>
      alignColumns(
        Object.entries(result.split.rows).map(([part, rows]) => [
          join(folder, `${part}.csv`),
          style.muted(quantity(rows, 'row')),
        ]),
      ).join('\n'),
    );
  } finally {
    progress.stop();
  }
}
