import { join, resolve } from 'node:path';
import { DiabetesError } from '../foundation/errors.ts';
import { readTextFile } from '../foundation/read-text-file.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import type { Synthesizer } from '../pipeline/synthesis/synthesizer.ts';
import type { CommandContext } from './command-context.ts';

/** Which maker of synthetic rows is meant. */
interface SynthesizerChoice {
  /** The file named; the one that ships with the program when undefined. */
  readonly named: string | undefined;
  /** What to do where no file is named and the shipped one is of another survey. */
  readonly hint: string;
}

/**
 * The maker of a survey's synthetic rows.
 *
 * @throws DiabetesError PATH_NOT_FOUND, INVALID_SYNTHESIZER; USAGE where none ships for this survey
 */
export async function readSynthesizer(
  context: CommandContext,
  schema: SurveySchema,
  { named, hint }: SynthesizerChoice,
): Promise<Synthesizer> {
  const { parseSynthesizer } = await import('../pipeline/synthesis/parse-synthesizer.ts');
  const { checkSynthesizer } = await import('../pipeline/synthesis/synthesizer.ts');
  const path =
    named === undefined ? join(context.packageRoot, 'data', 'synthesizer.json') : resolve(context.cwd, named);
  const synthesizer = parseSynthesizer(await readTextFile(path, 'the synthesizer'), path);
  if (named === undefined && synthesizer.schema !== schema.name) {
    throw new DiabetesError('USAGE', `there are no built-in rows of the survey ${schema.name}`, { hint });
  }
  checkSynthesizer(synthesizer, schema);
  return synthesizer;
}
