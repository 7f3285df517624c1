import { Command, Option } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import { flagsOf, type AnswerFlag } from '../../pipeline/schema/flags.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf } from '../common-options.ts';
import { givenPath, IGNORE_COLUMN, MODEL, OFFLINE, pairsLike, WordOption } from '../option-values.ts';
import {
  addEngineOptions,
  engineOptionsOf,
  sparkPaths,
  type EngineOptions,
  type GivenEngine,
} from './engine-options.ts';
import type { PredictModel } from './model.ts';
import type { PredictPersonOptions } from './person.ts';

/** What `diabetes predict` was asked. */
export interface PredictOptions extends PredictPersonOptions, EngineOptions {
  /** A file of people. */
  readonly input?: string;
  readonly out?: string;
  /** A file for the rows that cannot be predicted, and whether one of them makes the command fail. */
  readonly errors?: string;
  readonly strict: boolean;
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
    .option(...MODEL)
    .option(...OFFLINE)
    .option('--interactive', "ask one person's questions in the terminal, but for those that a flag answers")
    .option('--person <json>', 'one person as a JSON object, or - to read it from standard input')
    .option('--input <file>', 'a CSV, JSON Lines or Parquet file of people, - for standard input', givenPath)
    .option(...IGNORE_COLUMN)
    .option(
      '--out <file>',
      'where the rows and their predictions go: a .csv, .jsonl (or .gz of them) or .parquet file (default: standard output)',
      givenPath,
    )
    .option(
      '--errors <file>',
      'leave out rows that cannot be predicted, and collect them in a CSV file (a folder with --engine spark)',
      givenPath,
    )
    .option('--strict', 'exit with 3 if --errors collected any row')
    .option('--explain', 'show what each given answer contributes to the prediction of one person')
    .option(
      '--what-if <answer=value>',
      'predict one person again with another answer, or one that is unknown; may be repeated, for changes together',
      pairsLike('bmi=26'),
    )
    .option('--counterfactual', 'find the smallest changes with which the model predicts a lower class');
  addEngineOptions(command);
  addCommonOptions(command);
  const answerFlags = flagsOf(model.schema);
  const yesNo = answerFlags.find(({ isBinary }) => isBinary)?.flag;
  command.optionsGroup(
    yesNo === undefined ? 'Answers:' : `Answers (yes or no: --${yesNo} or --no-${yesNo}; what is left out is unknown):`,
  );
  const answers: [flag: string, value: string][] = [];
  for (const flag of answerFlags) addAnswerOptions(command, flag, answers);
  addExamples(command, examplesOf(answerFlags));
  return command.action(async ({ person, input, out, errors, ...others }: Partial<PredictOptions> & GivenEngine) => {
    const { interactive = false, ignoreColumn = [], strict = false, ...questions } = others;
    const { explain = false, whatIf = [], counterfactual = false } = questions;
    const ways = {
      ...(person === undefined ? {} : { person }),
      ...(input === undefined ? {} : { input }),
      ...(out === undefined ? {} : { out }),
      ...(errors === undefined ? {} : { errors }),
      ...engineOptionsOf(others),
    };
    const asked = { interactive, explain, whatIf, counterfactual };
    await run({ ...ways, ignoreColumn, strict, ...asked, answers, ...commonOptionsOf(command) }, model, context);
  });
}

/** Answers one person or a file, by what was asked. */
export async function runPredict(options: PredictOptions, model: PredictModel, context: CommandContext): Promise<void> {
  const { spark } = options;
  if (spark !== undefined) {
    const paths = sparkPaths(options);
    refuseMixedWays(options);
    const { predictWithSpark } = await import('./spark.ts');
    await predictWithSpark({ ...options, ...paths, spark }, model, context);
    return;
  }
  refuseMixedWays(options);
  if (options.input !== undefined) {
    const { predictFile } = await import('./file.ts');
    await predictFile({ ...options, input: options.input }, model, context);
    return;
  }
  const { predictPerson } = await import('./person.ts');
  await predictPerson(options, model, context);
}

/** The options that ask about the prediction of one person. */
function askedAbout({ explain, whatIf, counterfactual }: PredictOptions): readonly string[] {
  return [
    ...(explain ? ['--explain'] : []),
    ...(whatIf.length > 0 ? ['--what-if'] : []),
    ...(counterfactual ? ['--counterfactual'] : []),
  ];
}

/** Adds the options of one answer; each that is given is noted in `given`, so that one given twice is seen. */
function addAnswerOptions(command: Command, answerFlag: AnswerFlag, given: [flag: string, value: string][]): void {
  const { flag, aliases, isBinary, valueName, description, choices = [] } = answerFlag;
  const add = (name: string, text: string, isShown: boolean): void => {
    const value = isBinary ? ' [yes|no]' : ` ${valueName ?? '<value>'}`;
    command.addOption(new WordOption(`--${name}${value}`, text, choices).hideHelp(!isShown));
    command.on(`option:${name}`, (answer?: string | null) => given.push([name, answer ?? 'yes']));
    if (!isBinary) return;
    command.addOption(new Option(`--no-${name}`, `the opposite of --${name}`).hideHelp());
    command.on(`option:no-${name}`, () => given.push([name, 'no']));
  };
  add(flag, description, true);
  for (const alias of aliases) add(alias, `the same as --${flag}`, false);
}

function refuseMixedWays(options: PredictOptions): void {
  const { interactive, answers, person, input, out, errors, strict, ignoreColumn, json } = options;
  const refuse = (message: string, hint: string) => new DiabetesError('USAGE', message, { hint });
  const ways = [
    interactive ? '--interactive' : answers.length > 0 && 'answers as flags',
    person !== undefined && '--person',
    input !== undefined && '--input',
  ];
  const given = ways.filter((way) => way !== false);
  if (given.length === 0) {
    throw refuse('there is nothing to predict from: no answer was given', 'diabetes predict --interactive');
  }
  if (given.length > 1) throw refuse(`${given.join(' and ')} exclude each other`, 'Give one of them.');
  if (out !== undefined && input === undefined) {
    throw refuse('--out is where the predictions for --input go', 'Name a file of people with --input.');
  }
  if (errors !== undefined && input === undefined) {
    throw refuse('--errors is for the rows of --input', 'Name a file of people with --input.');
  }
  if (strict && errors === undefined) {
    throw refuse(
      '--strict is about the rows that --errors collects',
      'Without --errors the first such row ends with 3.',
    );
  }
  if (ignoreColumn.length > 0 && input === undefined) {
    throw refuse('--ignore-column is for the columns of --input', 'Leave the answer out: it is unknown then.');
  }
  const [asked] = askedAbout(options);
  if (asked !== undefined && input !== undefined) {
    throw refuse(`${asked} is about one person, not about each row of --input`, 'Give the answers of one person.');
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
    ['diabetes predict --interactive', 'Be asked one question after the other'],
    [
      `diabetes predict --person - < person.json`,
      'The same from a file, so that answers stay out of the shell history',
    ],
    ...(known ? [['diabetes predict --age 52 --bmi 31 --explain --what-if bmi=26', 'Why, and what if'] as const] : []),
    ['diabetes predict --input people.csv --out risks.csv', 'Each person in a file'],
    [
      'diabetes predict --input people.jsonl --out risks.parquet --errors bad-rows.csv',
      'CSV, JSON Lines and Parquet in any combination; bad rows are collected',
    ],
    [
      'diabetes predict --engine spark --input s3a://bucket/people --out s3a://bucket/risks',
      'Data that outgrow this machine',
    ],
  ];
}
