import { resolve } from 'node:path';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath, wholeNumber } from '../option-values.ts';
import { readSchema } from '../project-files.ts';

/** What `diabetes data fit-synth` was asked to do. */
export interface FitSynthOptions extends CommonOptions {
  readonly data: string;
  readonly out: string;
  readonly schema?: string;
  readonly seed: number;
}

type RunFitSynth = (options: FitSynthOptions, context: CommandContext) => Promise<void>;

/** `diabetes data fit-synth`: real rows to a file of figures that makes synthetic ones. */
export function createFitSynthCommand(context: CommandContext, run: RunFitSynth = runFitSynth): Command {
  const command = new Command('fit-synth')
    .summary('fit the maker of synthetic rows to real ones')
    .description('Fit the maker of synthetic rows to real ones. The file holds figures only, no row.')
    .requiredOption('--data <file>', 'labelled rows: a CSV or Parquet file', givenPath)
    .requiredOption('--out <file>', 'the JSON file to write', givenPath)
    .option('--schema <file>', 'the schema of another survey', givenPath)
    .option('--seed <n>', 'the seed', wholeNumber, 42);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes data fit-synth --data data/raw/diabetes.csv --out synthesizer.json', 'Fit to the real survey'],
  ]);
  return command.action(async (options: Omit<FitSynthOptions, keyof CommonOptions>) => {
    await run({ ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Fits, writes the file, and shows how close its rows come. */
export async function runFitSynth(options: FitSynthOptions, context: CommandContext): Promise<void> {
  const { writeFileAtomically } = await import('../../foundation/atomic-files.ts');
  const { fitSynthesizer } = await import('../../pipeline/workflows/fit-synthesizer.ts');
  const { formatSynthesizer } = await import('../../pipeline/synthesis/format-synthesizer.ts');
  const { createOutput } = await import('../../terminal/output.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const { renderSynthesizer } = await import('../../terminal/render-synthesizer.ts');
  const schema = await readSchema(context, options.schema);
  const path = resolve(context.cwd, options.data);
  const out = resolve(context.cwd, options.out);
  const progress = createProgress(context.streams, options);
  try {
    const { clock, signal } = context;
    const synthesizer = await fitSynthesizer({ path, schema, seed: options.seed, report: progress.report, clock, signal });
    progress.stop();
    await writeFileAtomically(out, formatSynthesizer(synthesizer));
    const { quality } = synthesizer;
    const document = { schemaVersion: 1, command: 'data fit-synth', out, quality } as const;
    await createOutput(context.streams, options).result(document, renderSynthesizer);
  } finally {
    progress.stop();
  }
}
