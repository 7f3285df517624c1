import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { Readable } from 'node:stream';
import { readAnswers } from '../../../src/commands/predict/answers.ts';
import { askAnswers } from '../../../src/commands/predict/interactive.ts';
import { createPredictCommand, runPredict, type PredictOptions } from '../../../src/commands/predict/predict.ts';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { flagsOf } from '../../../src/pipeline/schema/flags.ts';
import type { GivenAnswers } from '../../../src/pipeline/schema/given-answers.ts';
import { RESERVED_FLAGS } from '../../../src/pipeline/schema/schema-rules.ts';
import { fakeContext } from '../../helpers/fake-context.ts';
import { fakeStreams } from '../../helpers/fake-streams.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const noModel = (schema = SHIPPED_SCHEMA) => ({
  schema,
  bundle: () => {
    throw new DiabetesError('PATH_NOT_FOUND', 'there is no model');
  },
});

async function optionsOf(argv: readonly string[], schema = SHIPPED_SCHEMA): Promise<PredictOptions | undefined> {
  let options: PredictOptions | undefined;
  const command = createPredictCommand(fakeContext(), noModel(schema), (given) => {
    options = given;
    return Promise.resolve();
  });
  await command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .parseAsync([...argv], { from: 'user' });
  return options;
}

const COMMON = {
  answers: [],
  interactive: false,
  ignoreColumn: [],
  strict: false,
  explain: false,
  whatIf: [],
  counterfactual: false,
  json: false,
  quiet: false,
  verbose: false,
};

describe('the options of predict', () => {
  it.each([
    [[], {}],
    [
      ['--age', '52', '--bmi=31.4'],
      {
        answers: [
          ['age', '52'],
          ['bmi', '31.4'],
        ],
      },
    ],
    [
      ['--smoker', '--no-fruits', '--stroke', 'no', '--vegetables=yes'],
      {
        answers: [
          ['smoker', 'yes'],
          ['fruits', 'no'],
          ['stroke', 'no'],
          ['vegetables', 'yes'],
        ],
      },
    ],
    [
      ['--hypertension', '--no-heart-attack'],
      {
        answers: [
          ['hypertension', 'yes'],
          ['heart-attack', 'no'],
        ],
      },
    ],
    [
      ['--age', '52', '--age', '60'],
      {
        answers: [
          ['age', '52'],
          ['age', '60'],
        ],
      },
    ],
    [
      ['--smoker', '--no-smoker'],
      {
        answers: [
          ['smoker', 'yes'],
          ['smoker', 'no'],
        ],
      },
    ],
    [['--person', '-'], { person: '-' }],
    [['--input', 'a', '--ignore-column', 'BMI'], { input: 'a', ignoreColumn: ['BMI'] }],
    [['--input', 'a', '--errors', 'b.csv', '--strict'], { input: 'a', errors: 'b.csv', strict: true }],
    [['--explain', '--counterfactual'], { explain: true, counterfactual: true }],
    [['--interactive', '--age', '52'], { interactive: true, answers: [['age', '52']] }],
    [
      ['--what-if', 'bmi=26', '--what-if=Age=9', '--what-if', 'smoker=unknown'],
      {
        whatIf: [
          ['bmi', '26'],
          ['Age', '9'],
          ['smoker', 'unknown'],
        ],
      },
    ],
    [['--height-cm', '165'], { answers: [['height-cm', '165']] }],
    [['--input', '-', '--out', 'o.csv', '--json'], { input: '-', out: 'o.csv', json: true }],
    [['--errors', 'e', '--strict'], { errors: 'e', strict: true }],
    [['--engine', 'local'], {}],
    [['--engine', 'spark'], { spark: { conf: [] } }],
    [
      ['--engine=spark', '--spark-master', 'local[2]', '--spark-conf', 'a=b=c', '--spark-conf', 'd='],
      {
        spark: {
          master: 'local[2]',
          conf: [
            ['a', 'b=c'],
            ['d', ''],
          ],
        },
      },
    ],
  ])('%j', async (argv, expected) => {
    expect(await optionsOf(argv)).toEqual({ ...COMMON, ...expected });
  });

  it('come from the schema of the model', async () => {
    const argv = ['--no-irrigated', '--slope', 'steep', '--trees', '12', '--coldest-night', '-3.5'];
    const answers = [
      ['irrigated', 'no'],
      ['slope', 'steep'],
      ['trees', '12'],
      ['coldest-night', '-3.5'],
    ];
    expect(await optionsOf(argv, SECOND_SCHEMA)).toMatchObject({ answers });
    await expect(optionsOf(['--age', '52'], SECOND_SCHEMA)).rejects.toThrow("unknown option '--age'");
  });

  it.each([
    [['--no-age'], "unknown option '--no-age'"],
    [['--no-smoker=yes'], "unknown option '--no-smoker=yes'"],
    [['--age'], 'argument missing'],
    [['--model', ''], 'must not be empty'],
    [['--errors', ''], 'must not be empty'],
    [['--what-if', 'smoker'], 'must be a name and a value, as in bmi=26'],
    [['--what-if', '=26'], 'must be a name and a value, as in bmi=26'],
    [['--what-if'], 'argument missing'],
    [['--engine', 'flink'], 'Allowed choices are local, spark'],
    [['--spark-conf', 'x'], 'must be a name and a value, as in spark.executor.memory=4g'],
    [['--spark-conf', 'x=1'], '--spark-conf is for --engine spark'],
    [['--engine', 'local', '--spark-master', 'yarn'], '--spark-master is for --engine spark'],
  ])('refuses %j', async (argv, message) => {
    await expect(optionsOf(argv)).rejects.toThrow(message);
  });

  it('are reserved where they are no answers, so that no survey can take them', () => {
    const command: Command = createPredictCommand(fakeContext(), noModel());
    const answers = flagsOf(SHIPPED_SCHEMA).flatMap(({ flag, aliases }) => [flag, ...aliases]);
    const own = command.options
      .map(({ long }) => long!.slice(2))
      .filter((name) => !answers.includes(name.replace(/^no-/, '')));
    expect(own).toEqual(expect.arrayContaining(['model', 'person', 'input', 'out', 'json', 'quiet', 'verbose']));
    expect(['help', 'version', ...own].filter((name) => !RESERVED_FLAGS.has(name))).toEqual([]);
  });
});

describe('predict refuses', () => {
  const run = (options: Partial<PredictOptions>) => runPredict({ ...COMMON, ...options }, noModel(), fakeContext());
  const spark = { conf: [] };

  it.each<[string, Partial<PredictOptions>]>([
    ['there is nothing to predict from: no answer was given', {}],
    ['answers as flags and --person exclude each other', { answers: [['age', '52']], person: '{}' }],
    ['--person and --input exclude each other', { person: '{}', input: 'a.csv' }],
    ['--interactive and --person exclude each other', { interactive: true, answers: [['age', '52']], person: '{}' }],
    ['--interactive and --input exclude each other', { interactive: true, input: 'a.csv' }],
    ['--out is where the predictions for --input go', { person: '{}', out: 'o.csv' }],
    ['--ignore-column is for the columns of --input', { person: '{}', ignoreColumn: ['BMI'] }],
    ['--errors is for the rows of --input', { answers: [['age', '52']], errors: 'b.csv' }],
    ['--strict is about the rows that --errors collects', { input: 'a.csv', strict: true }],
    ['--explain is about one person, not about each row of --input', { input: 'a.csv', explain: true }],
    ['--what-if is about one person, not about each row of --input', { input: 'a.csv', whatIf: [['bmi', '26']] }],
    ['--counterfactual is about one person, not about each row of --input', { input: 'a.csv', counterfactual: true }],
    ['there is nothing to predict from: no answer was given', { explain: true }],
    ['--engine spark predicts the rows of a file or folder: --input is missing', { spark }],
    ['--engine spark predicts the rows of a file or folder: --input is missing', { spark, person: '{}' }],
    ['--engine spark reads files and folders, not standard input', { spark, input: '-', out: 'o' }],
    ['--engine spark writes a folder: --out is missing', { spark, input: 'a.csv', json: true }],
    ['--engine spark writes a folder, not standard output', { spark, input: 'a.csv', out: '-' }],
    ['--person and --input exclude each other', { spark, person: '{}', input: 'a.csv', out: 'o' }],
    ['--explain is about one person, not about each row of --input', { spark, input: 'a', out: 'o', explain: true }],
    ['--json and the predicted rows cannot both go to standard output', { input: 'a.csv', json: true }],
    ['--json and the predicted rows cannot both go to standard output', { input: 'a.csv', out: '-', json: true }],
  ])('%s', async (message, options) => {
    await expect(run(options)).rejects.toMatchObject({ code: 'USAGE', message });
  });

  it('to predict without a model, and says why there is none', async () => {
    await expect(run({ answers: [['age', '52']] })).rejects.toMatchObject({ message: 'there is no model' });
  });
});

describe('askAnswers', () => {
  const terminal = (isTTY: boolean) => Object.assign(Readable.from([]), { isTTY });
  const ask = (
    { answers = [], whatIf = [] }: Partial<Pick<PredictOptions, 'answers' | 'whatIf'>>,
    { stdin = true, stderr = true, env = {} } = {},
  ) => {
    const streams = fakeStreams({ isTTY: stderr, env });
    return askAnswers({ answers, whatIf }, SECOND_SCHEMA, fakeContext({ stdin: terminal(stdin), streams }));
  };
  const ALL_ANSWERS = [
    ['irrigated', 'no'],
    ['slope', 'flat'],
    ['soil', 'loam'],
    ['trees', '12'],
    ['coldest-night', '-3'],
  ] as const;

  it('asks nothing where every answer is known', async () => {
    expect(await ask({ answers: ALL_ANSWERS })).toEqual({ answers: ALL_ANSWERS });
  });

  it.each([
    ['standard input is not one', { stdin: false }],
    ['standard error is not one', { stderr: false }],
    ['this one cannot redraw what it shows', { env: { TERM: 'dumb' } }],
  ])('refuses a terminal of which %s', async (why, world) => {
    await expect(ask({ answers: ALL_ANSWERS }, world)).rejects.toMatchObject({
      code: 'USAGE',
      message: `--interactive asks in a terminal, and ${why}`,
    });
  });

  it.each<[string, Partial<PredictOptions>]>([
    ['--slope: "high" is not valid; give flat, gentle or steep', { answers: [['slope', 'high']] }],
    ['--what-if slope: "high" is not valid; give flat, gentle or steep', { whatIf: [['slope', 'high']] }],
    ['--what-if soils: unknown; did you mean soil?', { whatIf: [['soils', 'clay']] }],
  ])('refuses before it asks: %s', async (message, options) => {
    await expect(ask(options)).rejects.toMatchObject({ code: 'USAGE', message });
  });
});

describe('readAnswers', () => {
  const read = (given: Partial<Parameters<typeof readAnswers>[0]>, stdin = '') =>
    readAnswers({ answers: [], ...given }, SHIPPED_SCHEMA, fakeContext({ stdin: Readable.from([stdin]) }));
  const known = ({ values }: GivenAnswers) =>
    Object.fromEntries(
      SHIPPED_SCHEMA.indicators.flatMap(({ name }, i) => (Number.isNaN(values[i]) ? [] : [[name, values[i]]])),
    );

  it("takes people's words and units by flag, and both those and codes from JSON", async () => {
    expect(
      known(
        await read({
          answers: [
            ['age', '52'],
            ['sex', 'male'],
            ['smoked', 'no'],
          ],
        }),
      ),
    ).toEqual({ Age: 7, Sex: 1, Smoker: 0 });
    expect(known(await read({ person: '{"age": 52, "Sex": 1, "smoker": false, "bmi": null}' }))).toEqual({
      Age: 7,
      Sex: 1,
      Smoker: 0,
    });
  });

  it('reads standard input, with or without a byte order mark', async () => {
    expect(known(await read({ person: '-' }, '{"age": 52}'))).toEqual({ Age: 7 });
    expect(known(await read({ person: '-' }, '\uFEFF{"age": 52}\n'))).toEqual({ Age: 7 });
  });

  it.each([
    ['', '--person is empty'],
    [' \n', '--person is empty'],
    ['{age: 52}', '--person is not JSON: '],
    ['[]', '--person must be a JSON object, got an array; '],
    ['"x"', '--person must be a JSON object, got "x"'],
    ['null', '--person must be a JSON object, got null'],
    ['{}', 'there is nothing to predict from: --person holds no answer'],
    ['{"age": null}', 'there is nothing to predict from: --person holds no answer'],
  ])('refuses --person %j', async (person, message) => {
    await expect(read({ person })).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
  });

  it('says how a file goes in where a path stands in the place of JSON', async () => {
    const hint = 'A file goes in by standard input: diabetes predict --person - < person.json';
    await expect(read({ person: 'people/ann.json' })).rejects.toMatchObject({ code: 'USAGE', hint });
  });

  it.each<[string, string[]]>([
    ['{"__proto__": {"age": 1}, "constructor": 1}', ['__proto__', 'constructor']],
    ['{"age": {"x": 1}, "bmi": [30], "Sex": "1"}', ['age', 'bmi', 'Sex']],
    ['{"age": 52, "Age": 9}', ['Age']],
    ['{"age": 52, "age": 9e400}', ['age']],
    ['{"age": 1e400}', ['age']],
    ['{"": 1, " ": 1, "\\u001b[31m": 1}', ['""', '" "', '"\\u001b[31m"']],
    ['{"Diabetes_012": 1}', ['Diabetes_012']],
  ])('tells every key of %j that cannot be used', async (person, keys) => {
    const details = keys.map((where) => expect.objectContaining({ where }));
    await expect(read({ person })).rejects.toMatchObject({ code: 'USAGE', details });
  });

  it.each<[PredictOptions['answers'], string]>([
    [
      [
        ['age', '52'],
        ['age', '60'],
      ],
      '--age: Age was given twice',
    ],
    [
      [
        ['smoker', 'yes'],
        ['smoker', 'no'],
      ],
      '--smoker: Smoked 100 cigarettes or more was given twice',
    ],
    [
      [
        ['high-bp', 'yes'],
        ['hypertension', 'no'],
      ],
      '--hypertension: the same answer as --high-bp; give one',
    ],
    [[['age', 'x']], '--age: "x" is not valid; give a number, 18 to 120 years'],
    [[['height-cm', '165']], '--height-cm: the body mass index takes --weight-kg as well'],
  ])('refuses %j', async (answers, message) => {
    await expect(read({ answers })).rejects.toMatchObject({ code: 'USAGE', message });
  });

  it('tells all answers by flag that cannot be used at once', async () => {
    const answers: PredictOptions['answers'] = [
      ['age', 'x'],
      ['bmi', '500'],
      ['sex', 'robot'],
    ];
    await expect(read({ answers })).rejects.toMatchObject({
      message: '3 answers cannot be used',
      details: [{ where: '--age' }, { where: '--bmi' }, { where: '--sex' }],
    });
  });
});
