import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExport } from '../../../src/commands/track/export.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { fakeContext } from '../../helpers/fake-context.ts';
import { runCommand, runOrThrow } from '../../helpers/run-command.ts';
import { JOURNAL_START, trainingEvents, writeJournal } from '../../helpers/write-journal.ts';

const python = process.env.DIABETES_TEST_PYTHON;
const missingPandas =
  python === undefined || (await runCommand([python, '-c', 'import pandas'])).exitCode !== 0
    ? 'DIABETES_TEST_PYTHON names no Python with pandas'
    : undefined;

const [FIRST, SECOND] = ['a'.repeat(32), 'b'.repeat(32)];
/** What a careless writer of CSV breaks. */
const AWKWARD = 'line one\nline "two", and more';
const OPTIONS = { to: 'csv', runs: [], json: true, quiet: false, verbose: false } as const;

/** What Python's csv module and pandas make of a file: a list of objects each. */
const READ = `
import csv, json, sys, pandas
rows = list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')))
frame = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
print(json.dumps([rows, frame.to_dict('records'), str(pandas.read_csv(sys.argv[1]).dtypes.get(sys.argv[2]))]))
`;

type Rows = readonly Readonly<Record<string, string>>[];

describeWith(missingPandas, 'exported CSV, read by Python', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'export-csv-'));
    await writeJournal(root, FIRST, trainingEvents({ tags: { 'mlflow.runName': AWKWARD, only: 'here' } }));
    await writeJournal(root, SECOND, trainingEvents({ seed: 2, rocAuc: 0.85 }));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  async function exported(series: boolean, numeric: string): Promise<readonly [Rows, string]> {
    const out = join(root, 'runs.csv');
    const context = fakeContext({ cwd: root });
    await runExport({ ...OPTIONS, series, out }, context);
    expect(JSON.parse(context.streams.written.stdout())).toEqual({
      schemaVersion: 1,
      command: 'track export',
      to: 'csv',
      out,
      runs: 2,
    });
    const printed = await runOrThrow([python!, '-c', READ, out, numeric]);
    const [rows, frame, type] = JSON.parse(printed) as readonly [Rows, Rows, string];
    expect(frame).toEqual(rows);
    return [rows, type];
  }

  it('has a row for each run, with every metric, param and tag as it was', async () => {
    const [rows, type] = await exported(false, 'metrics.roc_auc_any');
    const byId = Object.fromEntries(rows.map((row) => [row.run_id!, row]));
    expect(byId[FIRST]).toMatchObject({
      run_name: AWKWARD,
      command: 'train',
      status: 'FINISHED',
      start_time: new Date(JOURNAL_START).toISOString(),
      duration_ms: '7000',
      gates_passed: 'true',
      'metrics.roc_auc_any': '0.8',
      'metrics.val_roc_auc_any': String(0.8 - 0.01),
      'params.train.hidden': '[256]',
      'params.train.note': 'no',
      'tags.mlflow.runName': AWKWARD,
      'tags.only': 'here',
    });
    expect(byId[SECOND]).toMatchObject({ run_name: '', 'tags.only': '', 'params.train.seed': '2' });
    expect(type).toBe('float64');
  });

  it('has a row for each point of each metric', async () => {
    const [rows, type] = await exported(true, 'value');
    const losses = rows.filter(({ run_id, metric }) => run_id === FIRST && metric === 'val_loss');
    expect(losses.map(({ step, value, time }) => [step, value, Date.parse(time!) - JOURNAL_START])).toEqual([
      ['1', '0.6', 5000],
      ['2', '0.51', 6000],
    ]);
    const rates = rows.filter(({ metric }) => metric === 'learning_rate');
    expect(rates.map(({ value }) => Number(value))).toEqual([1e-7, 1e-7, 1e-7, 1e-7]);
    expect(type).toBe('float64');
  });

  it('takes the runs that are named and that a filter lets through', async () => {
    const out = join(root, 'few.csv');
    const linesOf = async (choice: { runs?: readonly string[]; where?: string }): Promise<number> => {
      await runExport({ ...OPTIONS, series: false, out, ...choice }, fakeContext({ cwd: root }));
      return (await readFile(out, 'utf8')).split(`\n${SECOND}`).length - 1;
    };
    expect(await linesOf({ where: "params.train.seed = '2'" })).toBe(1);
    expect(await linesOf({ runs: ['aaaa'] })).toBe(0);
    await expect(linesOf({ runs: ['aaaa'], where: "params.train.seed = '2'" })).rejects.toMatchObject({
      code: 'USAGE',
      message: 'no run of 1 matches the filter',
    });
    await expect(linesOf({ runs: ['ffff'] })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });
});
