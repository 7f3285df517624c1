import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath, wholeNumber } from '../option-values.ts';
import { readSchema } from '../project-files.ts';
import { readSynthesizer } from '../read-synthesizer.ts';
import { isStandardOutput, writeRows } from '../standard-output.ts';

/** What `diabetes data synth` was asked to do. */
export interface SynthOptions extends CommonOptions {
  readonly rows: number;
  readonly seed: number;
  /** A file, packed where its name ends in .gz; `-` is standard output. */
  readonly out: string;
  readonly schema?: string;
  readonly synthesizer?: string;
  readonly unlabelled: boolean;
}

type RunSynth = (options: SynthOptions, context: CommandContext) => Promise<void>;

/** `diabetes data synth`: figures to rows that nobody answered. */
export function createSynthCommand(context: CommandContext, run: RunSynth = runSynth): Command {
  const command = new Command('synth')
    .summary('make synthetic rows, of any number')
    .description('Make synthetic rows: drawn from figures, they resemble the survey and are the answers of nobody.')
    .requiredOption('--out <file>', 'the CSV file to write, packed where it ends in .gz; - for standard output', givenPath)
    .option('--rows <n>', 'how many', atLeastOne, 10_000)
    .option('--seed <n>', 'the same seed makes the same rows', wholeNumber, 42)
    .option('--unlabelled', 'leave the label out, as of people to predict')
    .option('--schema <file>', 'the schema of another survey', givenPath)
    .option('--synthesizer <file>', 'what `diabetes data fit-synth` made (default: the one of the CDC survey)', givenPath);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes data synth --out rows.csv', 'Ten thousand rows to try things with'],
    ['diabetes data synth --rows 500 --unlabelled --out people.csv', 'People for `diabetes predict --input`'],
    ['diabetes data synth --rows 1000000 --seed 7 --out rows.csv.gz', 'A million rows, packed'],
  ]);
  return command.action(async (options: Omit<SynthOptions, keyof CommonOptions | 'unlabelled'>) => {
    await run({ unlabelled: false, ...options, ...commonOptionsOf(command) }, context);
  });
}

/** Draws the rows, writes them, and says what they are. */
export async function runSynth(options: SynthOptions, context: CommandContext): Promise<void> {
  const { rows, seed, unlabelled, json } = options;
  const { streams, clock, signal } = context;
  if (json && isStandardOutput(options.out)) {
    throw new DiabetesError('USAGE', '--json and the rows cannot both go to standard output', {
      hint: 'Name a file with --out.',
    });
  }
  const { syntheticCsv, writeSyntheticRows } = await import('../../pipeline/workflows/synthesize-rows.ts');
  const schema = await readSchema(context, options.schema);
  const hint = 'Fit one with `diabetes data fit-synth`, and name it with --synthesizer.';
  const synthesizer = await readSynthesizer(context, schema, { named: options.synthesizer, hint });
  const request = { synthesizer, schema, rows, seed, labelled: !unlabelled, signal };
  if (isStandardOutput(options.out)) {
    await writeRows(context, syntheticCsv(request));
    return;
  }
  const { createOutput } = await import('../../terminal/output.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const { renderSyntheticRows } = await import('../../terminal/render-synthetic-rows.ts');
  const out = resolve(context.cwd, options.out);
  const progress = createProgress(streams, options);
  try {
    await writeSyntheticRows({ ...request, out, report: progress.report, clock });
    progress.stop();
    const document = { schemaVersion: 1, command: 'data synth', out, rows, seed, labelled: !unlabelled } as const;
    await createOutput(streams, options).result(document, renderSyntheticRows);
  } finally {
    progress.stop();
  }
}

/** @throws InvalidArgumentError for anything but a whole number of 1 or more */
function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be 1 or more.');
}
