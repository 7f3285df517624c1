import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBundle } from '../../src/pipeline/bundle/load-bundle.ts';
import { mlmodelText } from '../../src/pipeline/bundle/mlmodel.ts';
import { secondSurveyRows } from '../fixtures/second-survey/make-rows.ts';
import { describeWith } from '../helpers/describe-with.ts';
import { diabetes, diabetesJson, missingBuild, QUICK } from '../helpers/diabetes.ts';
import {
  loadModels,
  MLFLOW_2,
  MLFLOW_3,
  runWithMlflow,
  serveModel,
  type Columns,
  type LoadedModel,
  type ScoringServer,
} from '../helpers/mlflow-models.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

const ROWS = 400;
const TOLERANCE = 1e-6;
const MOST_BYTES = 300_000;

// MLflow alone takes four seconds to start, on a machine that does nothing else.
jest.setTimeout(300_000);

/** A project with the shipped survey, and one with another inside. */
let cwd: string;
let orchards: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'mlflow-model-'));
  if (missingBuild !== undefined) return;
  await diabetesJson(['train', '--no-track', '--set', 'data.synthetic_rows=4000', '--set', 'train.epochs=1'], { cwd });
  await diabetesJson(['data', 'synth', '--unlabelled', '--rows', String(ROWS), '--out', 'whole.csv'], { cwd });
  await writeFile(join(cwd, 'people.csv'), withGaps(await readFile(join(cwd, 'whole.csv'), 'utf8')));
  orchards = join(cwd, 'orchards');
  await mkdir(orchards);
  await writeFile(join(orchards, 'rows.csv'), secondSurveyRows(ROWS, 2));
  const schema = join(PROJECT_ROOT, 'test/fixtures/second-survey/schema.yaml');
  await diabetesJson(['train', '--no-track', ...QUICK, '--schema', schema, '--data', 'rows.csv'], { cwd: orchards });
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

/** The same rows, of which every second one lacks answers: more and more, until nothing is known. */
function withGaps(text: string): string {
  const gaps = lines(text).map((line, row) => {
    if (row % 2 === 1 || row === 0) return line;
    return line
      .split(',')
      .map((cell, column) => ((row * 7 + column * 5) % 21 <= row / 17 ? '' : cell))
      .join(',');
  });
  return `${gaps.join('\n')}\n`;
}

interface Rows {
  readonly input: readonly (readonly string[])[];
  readonly names: readonly string[];
  /** What `diabetes predict` gives them: a column for each output but the label, and the predicted class. */
  readonly columns: Columns;
  readonly predictedClass: readonly string[];
}

/** The rows of a file and what the program itself predicts for them. */
async function predicted(project: string, input: string): Promise<Rows> {
  await diabetesJson(['predict', '--input', input, '--out', 'predicted.csv'], { cwd: project });
  const [header, ...rows] = lines(await readFile(join(project, 'predicted.csv'), 'utf8')).map((line) =>
    line.split(','),
  );
  const at = (name: string): readonly string[] => rows.map((row) => row[header!.indexOf(name)]!);
  const probabilities = header!.filter((name) => name.startsWith('p_'));
  const names = header!.slice(0, header!.indexOf(probabilities[0]!));
  return {
    names,
    input: rows.map((row) => row.slice(0, names.length)),
    columns: Object.fromEntries(probabilities.map((name) => [name, at(name).map(Number)])),
    predictedClass: at('predicted_class'),
  };
}

/** Holds predictions to those of the program itself, row by row. */
function expectSame(found: Columns, rows: Rows, { labels, only }: { labels: Labels; only?: readonly number[] }): void {
  const places = only ?? [...rows.predictedClass.keys()];
  const apart = Object.entries(rows.columns).map(([name, values]) => {
    expect(found[name]).toHaveLength(places.length);
    return Math.max(...places.map((place, i) => Math.abs(found[name]![i]! - values[place]!)));
  });
  expect(Math.max(...apart)).toBeLessThan(TOLERANCE);
  expect(found.label!.map((label) => labels[label])).toEqual(places.map((place) => rows.predictedClass[place]));
}

type Labels = Readonly<Record<number, string>>;
const LABELS: Labels = { 0: 'none', 1: 'prediabetes', 2: 'diabetes' };

describe.each([
  ['MLflow 3', MLFLOW_3],
  ['MLflow 2', MLFLOW_2],
] as const)('in %s', (_, python) => {
  describeWith(missingBuild ?? python.missing, 'a trained model', () => {
    let own: LoadedModel;
    let copy: LoadedModel;
    let orchard: LoadedModel;
    let said: string;
    beforeAll(async () => {
      const folders = ['models/diabetes', 'copy', 'orchards/models/diabetes'].map((name) => join(cwd, name));
      await cp(folders[0]!, folders[1]!, { recursive: true });
      const { manifest } = await loadBundle(folders[0]!);
      const ids = { runId: '1'.repeat(32), uuid: '12345678e'.padEnd(32, '0'), sizeBytes: 260_000 };
      const text = mlmodelText(manifest, { ...ids, time: '2026-01-02T03:04:05.678Z', artifactPath: 'mlflow:/1/x' });
      await writeFile(join(folders[1]!, 'MLmodel'), text);
      const people = ['people.csv', 'people.csv', 'orchards/rows.csv'].map((name) => join(cwd, name));
      const loaded = await loadModels(
        python,
        folders.map((folder, i) => ({ folder, people: people[i]! })),
        cwd,
      );
      [own, copy, orchard] = loaded.models as [LoadedModel, LoadedModel, LoadedModel];
      said = loaded.said;
    });

    it('is loaded without a warning', () => {
      expect(said.replace(/^.*The version of Python that the model was saved in.*\n/gm, '')).toBe('');
    });

    it('predicts what the program predicts, whatever the frame', async () => {
      const rows = await predicted(cwd, 'people.csv');
      expect(rows.input.filter((row) => row.includes(''))).toHaveLength(ROWS / 2);
      const kinds = Object.keys(own.kinds);
      expect(kinds).toEqual(['float64', 'float32', 'None', 'other order, more columns']);
      for (const kind of kinds) expectSame(own.kinds[kind]!, rows, { labels: LABELS });
      const { rows: only, ...columns } = own.int32;
      expect(only).toHaveLength(ROWS / 2);
      expectSame(columns, rows, { labels: LABELS, only: only! });
    });

    it('refuses int64 and frames that lack a column, and says so', () => {
      expect(own.refused).toEqual({
        int64: 'Incompatible input types for column BMI. Can not safely convert int64 to float64.',
        missing: "Model is missing inputs ['HighBP'].",
      });
    });

    it('has a signature and an example, which can be served', async () => {
      const { names, columns } = await predicted(cwd, 'people.csv');
      const required = (name: string, type: string) => ({ name, type, required: true });
      const outputs = [...Object.keys(columns), 'label'];
      expect(own).toMatchObject({
        flavors: ['onnx', 'python_function'],
        inputs: names.map((name) => required(name, 'double')),
        outputs: outputs.map((name) => required(name, name === 'label' ? 'long' : 'float')),
        metadata: { schema: 'brfss-2015-diabetes', disclaimer: expect.stringContaining('not a medical device') },
        example: { people: 4, unknown: [0, expect.any(Number), expect.any(Number), expect.any(Number)] },
        graph: [['input'], outputs],
      });
      expect(Math.max(...own.example.unknown)).toBeGreaterThan(0);
      expect(own.served).toEqual(own.predicted);
    });

    it('is the same with the ids of a server', () => {
      expect(own.ids).toMatchObject({ run_id: null, model_id: null, model_uuid: null });
      expect(copy).toEqual({
        ...own,
        ids: {
          run_id: '1'.repeat(32),
          model_id: null,
          model_uuid: '12345678e'.padEnd(32, '0'),
          model_size_bytes: 260_000,
          utc_time_created: '2026-01-02 03:04:05.678000',
          artifact_path: 'mlflow:/1/x',
        },
      });
    });

    it('of another survey has the columns and classes of that survey', async () => {
      const rows = await predicted(orchards, 'rows.csv');
      expectSame(orchard.kinds.float64!, rows, { labels: { 1: 'low', 5: 'high' } });
      expect(orchard.inputs.map((input) => (input as { name: string }).name)).toEqual([
        ...['Irrigated', 'Slope', 'Soil', 'Trees', 'Coldest'],
      ]);
      expect(orchard.graph[1]).toEqual(['p_low', 'p_high', 'p_any', 'label']);
      expect(orchard.served).toEqual(orchard.predicted);
    });
  });
});

describeWith(missingBuild ?? MLFLOW_3.missing, 'the commands of docs/mlflow-models.md', () => {
  let server: ScoringServer | undefined;
  let blocks: readonly string[];
  beforeAll(async () => {
    const document = await readFile(join(PROJECT_ROOT, 'docs/mlflow-models.md'), 'utf8');
    blocks = [...document.matchAll(/```(?:python|sh)\n([^]*?)```/g)].map(([, block]) => block!);
    server = await serveModel(MLFLOW_3, 'models/diabetes', cwd);
  });
  afterAll(() => server?.stop());

  /** What a command says, as it is typed. */
  const typed = (block: string) => runWithMlflow(MLFLOW_3, ['bash', '-c', block], cwd);

  async function invoke(type: string, body: string): Promise<Columns> {
    const answer = await fetch(`${server!.url}/invocations`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(answer.status).toBe(200);
    return columnsOf(await answer.text());
  }

  function columnsOf(text: string): Columns {
    const { predictions } = JSON.parse(text) as { predictions: Readonly<Record<string, number>>[] };
    const names = Object.keys(predictions[0]!);
    return Object.fromEntries(names.map((name) => [name, predictions.map((row) => row[name]!)]));
  }

  it('serve what the program predicts, in every format', async () => {
    const rows = await predicted(cwd, 'people.csv');
    const data = rows.input.map((row) => row.map((cell) => (cell === '' ? null : Number(cell))));
    const records = data.map((row) =>
      Object.fromEntries(rows.names.map((name, i) => [name, row[i]!] as const).toReversed()),
    );
    const split = { dataframe_split: { columns: rows.names, data } };
    for (const found of [
      await invoke('application/json', JSON.stringify(split)),
      await invoke('application/json', JSON.stringify({ dataframe_records: records })),
      await invoke('text/csv', await readFile(join(cwd, 'people.csv'), 'utf8')),
    ]) {
      expectSame(found, rows, { labels: LABELS });
    }
  });

  it('print the predictions of whole numbers in Python', async () => {
    await writeFile(join(cwd, 'example.py'), blocks[0]!);
    const { exitCode, stdout, stderr } = await runWithMlflow(MLFLOW_3, ['python', 'example.py'], cwd);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^ +p_none +p_prediabetes +p_diabetes +p_any +label\n/);
    expect(stdout).toContain(`[${ROWS} rows x 5 columns]`);
  });

  it('send the example to the server, and predict it without one', async () => {
    const [, serve, send, predict] = blocks as [string, string, string, string];
    expect(serve).toContain('mlflow models serve --model-uri models/diabetes --env-manager local --port 5001\n');
    const sent = await typed(send.replace('http://127.0.0.1:5001', server!.url));
    const answered = await typed(predict);
    expect([sent.exitCode, answered.exitCode]).toEqual([0, 0]);
    expect(columnsOf(answered.stdout)).toEqual(columnsOf(sent.stdout));
  });
});

describeWith(missingBuild, 'the files of a trained model', () => {
  it('take at most 300 KB', async () => {
    const folder = join(cwd, 'models/diabetes');
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
    expect(sizes.length).toBe(14);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MOST_BYTES);
  });

  it('may lack those for MLflow, as earlier programs left them out', async () => {
    const [earlier, manifest] = [join(cwd, 'earlier'), join(cwd, 'earlier/manifest.json')];
    await cp(join(cwd, 'models/diabetes'), earlier, { recursive: true });
    const files = ['input_example.json', 'serving_input_example.json', 'requirements.txt', 'conda.yaml'];
    for (const name of [...files, 'python_env.yaml', 'MLmodel', 'provenance.json']) await rm(join(earlier, name));
    const { files: hashes, ...rest } = JSON.parse(await readFile(manifest, 'utf8')) as { files: object };
    const known = Object.entries(hashes).filter(([name]) => ![...files, 'python_env.yaml'].includes(name));
    expect(known).toHaveLength(6);
    await writeFile(manifest, JSON.stringify({ ...rest, files: Object.fromEntries(known) }));
    for (const argv of [
      ['predict', '--model', 'earlier', '--age', '52'],
      ['predict', '--model', 'earlier', '--input', 'people.csv', '--out', 'earlier.csv'],
      ['evaluate', '--model', 'earlier'],
      ['train', '--no-track', ...QUICK, '--set', 'data.synthetic_rows=4000', '--out', 'earlier'],
    ]) {
      const { exitCode, stderr } = await diabetes([...argv, '--quiet'], { cwd });
      expect([exitCode, /^(Error|warning).*/m.exec(stderr)]).toEqual([0, null]);
    }
    expect(await readdir(earlier)).toContain('MLmodel');
  });
});
