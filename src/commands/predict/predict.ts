import { Command, Option } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import { flagsOf, type AnswerFlag } from '../../pipeline/schema/flags.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { givenPath, IGNORE_COLUMN, WordOption } from '../option-values.ts';
import { readAnswers } from './answers.ts';
import type { PredictModel } from './model.ts';

/** What `diabetes predict` was asked. */
export interface PredictOptions extends CommonOptions {
  /** Each answer flag that was given, without its dashes, and its value; yes and no for a flag without one. */
  readonly answers: readonly (readonly [flag: string, value: string])[];
  /** A JSON object of answers, or `-` for one on standard input. */
  readonly person?: string;
  /** A file of people. */
  readonly input?: string;
  readonly out?: string;
  /** Indicators that count as unknown, whatever the file says. */
  readonly ignoreColumn: readonly string[];
}

type RunPredict = (options: PredictOptions, model: PredictModel, context: CommandContext) => Promise<void>;

/** `diabetes predict`: the answer for one person, or for each row of a file. Its flags are those of the model's schema. */
export function createPredictCommand(
  context: CommandContext,
  model: PredictModel,
  run: RunPredict = runPredict,
): Command {
  const command = new Command('predict')
    .description('Predict the risk of one person, or of each person in a file. Every answer may be left out.')
    .option('--model <dir>', 'the model to ask (default: models/diabetes)', givenPath)
    .option('--person <json>', 'one person as a JSON object, or - to read it from standard input')
    .option('--input <file>', 'a CSV or Parquet file of people, - for CSV on standard input', givenPath)
    .option(...IGNORE_COLUMN)
    .option(
      '--out <file>',
      'where the rows and their predictions go: a .csv, .csv.gz or .parquet file (default: CSV on standard output)',
      givenPath,
    );
  addCommonOptions(command);
  const answerFlags = flagsOf(model.schema);
  const yesNo = answerFlags.find(({ isBinary }) => isBinary)?.flag;
  command.optionsGroup(
    yesNo === undefined ? 'Answers:' : `Answers (yes or no: --${yesNo} or --no-${yesNo}; what is left out is unknown):`,
  );
  const answers: [flag: string, value: string][] = [];
  for (const flag of answerFlags) addAnswerOptions(command, flag, answers);
  addExamples(command, examplesOf(answerFlags));
  type Ways = Pick<PredictOptions, 'person' | 'input' | 'out'> & Partial<Pick<PredictOptions, 'ignoreColumn'>>;
  return command.action(async ({ person, input, out, ignoreColumn = [] }: Ways) => {
    const ways = {
      ...(person === undefined ? {} : { person }),
      ...(input === undefined ? {} : { input }),
      ...(out === undefined ? {} : { out }),
    };
    await run({ ...ways, ignoreColumn, answers, ...commonOptionsOf(command) }, model, context);
  });
}

/** Answers one person or a file, by what was asked. */
export async function runPredict(options: PredictOptions, model: PredictModel, context: CommandContext): Promise<void> {
  refuseMixedWays(options);
  if (options.input !== undefined) {
    const { predictFile } = await import('./file.ts');
    await predictFile({ ...options, input: options.input }, model, context);
    return;
  }
  const bundle = model.bundle();
  const values = await readAnswers(options, model.schema, context);
  const { createPredictor } = await import('../../pipeline/prediction/predictor.ts');
  const { predictOne } = await import('../../pipeline/prediction/prediction.ts');
  const { digest, version } = bundle;
  const predictor = createPredictor(bundle.manifest, bundle.weights);
  const prediction = predictOne(predictor, { values }, { digest, version });
  const { createOutput } = await import('../../terminal/output.ts');
  const { renderPrediction } = await import('../../terminal/render-prediction.ts');
  const { disclaimer } = model.schema;
  const document = { schemaVersion: 1, command: 'predict', prediction, disclaimer } as const;
  await createOutput(context.streams, options).result(document, (result, style) =>
    renderPrediction(result, model.schema, style),
  );
}

/** Adds the options of one answer; each that is given is noted in `given`, so that one given twice is seen. */
function addAnswerOptions(command: Command, answerFlag: AnswerFlag, given: [flag: string, value: string][]): void {
  const { flag, aliases, isBinary, valueName, description, choices = [] } = answerFlag;
  const add = (name: string, text: string, isShown: boolean): void => {
    const value = isBinary ? '' : ` ${valueName ?? '<value>'}`;
    command.addOption(new WordOption(`--${name}${value}`, text, choices).hideHelp(!isShown));
    command.on(`option:${name}`, (answer?: string | null) => given.push([name, answer ?? 'yes']));
    if (!isBinary) return;
    command.addOption(new Option(`--no-${name}`, `the opposite of --${name}`).hideHelp());
    command.on(`option:no-${name}`, () => given.push([name, 'no']));
  };
  add(flag, description, true);
  for (const alias of aliases) add(alias, `the same as --${flag}`, false);
}

function refuseMixedWays({ answers, person, input, out, ignoreColumn, json }: PredictOptions): void {
  const refuse = (message: string, hint: string) => new DiabetesError('USAGE', message, { hint });
  const ways = [
    answers.length > 0 && 'answers as flags',
    person !== undefined && '--person',
    input !== undefined && '--input',
  ];
  const given = ways.filter((way) => way !== false);
  if (given.length === 0) {
    throw refuse('there is nothing to predict from: no answer was given', 'diabetes predict --age 52 --bmi 31');
  }
  if (given.length > 1) throw refuse(`${given.join(' and ')} exclude each other`, 'Give one of them.');
  if (out !== undefined && input === undefined) {
    throw refuse('--out is where the predictions for --input go', 'Name a file of people with --input.');
  }
  if (ignoreColumn.length > 0 && input === undefined) {
    throw refuse('--ignore-column is for the columns of --input', 'Leave the answer out: it is unknown then.');
  }
  if (json && input !== undefined && (out === undefined || out === '-')) {
    throw refuse('--json and the predicted rows cannot both go to standard output', 'Name a file with --out.');
  }
}

function examplesOf(flags: readonly AnswerFlag[]): readonly (readonly [string, string])[] {
  const known = ['age', 'bmi'].every((name) => flags.some(({ flag }) => flag === name));
  const one: readonly [string, string] = known
    ? ['diabetes predict --age 52 --bmi 31', 'One person of whom two answers are known']
    : [`diabetes predict --${flags[0]!.flag}`, 'One person of whom one answer is known'];
  return [
    one,
    [
      `diabetes predict --person - < person.json`,
      'The same from a file, so that answers stay out of the shell history',
    ],
    ['diabetes predict --input people.csv --out risks.csv', 'Each person in a file'],
    ['diabetes predict --input people.parquet --out risks.parquet', 'The same with Parquet, in any combination'],
  ];
}
