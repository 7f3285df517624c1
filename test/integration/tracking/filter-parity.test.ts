import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { createMlflowClient, type MlflowClient } from '../../../src/tracking/mlflow/client.ts';
import { matchesFilter } from '../../../src/tracking/runs/filter/match-filter.ts';
import { parseFilter } from '../../../src/tracking/runs/filter/parse-filter.ts';
import type { RunSummary } from '../../../src/tracking/runs/run.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { madeUpRun } from '../../helpers/made-up-run.ts';
import { collect } from '../../helpers/mlflow-client.ts';
import { missingMlflow, MLFLOW_START_MS, startMlflow, type MlflowServer } from '../../helpers/mlflow-server.ts';

const START = Date.UTC(2026, 0, 31);
const STATUSES = ['FINISHED', 'FAILED', 'KILLED', 'RUNNING'] as const;
const NAMES = ['Night run', 'night run', 'NIGHT', '100% sure', 'a_c', 'abc', 'ünder', '😀x'];
const PATHS = [
  'survey.csv',
  "o'hare.csv",
  "o''hare.csv",
  'a"b.csv',
  'Survey.CSV',
  'a\nb',
  ' survey.csv ',
  '',
  'C:\\',
  "o\\'hare.csv",
];

/** Runs that differ in all that a filter asks for. */
const RUNS: readonly RunSummary[] = Array.from({ length: 20 }, (_, i) =>
  madeUpRun({
    name: NAMES[i % NAMES.length]!,
    status: STATUSES[i % STATUSES.length]!,
    startTime: new Date(START + i * 1000).toISOString(),
    endTime: i % STATUSES.length === 3 ? null : new Date(START + i * 1000 + 500).toISOString(),
    params: {
      'train.seed': String(i % 5),
      path: PATHS[i % PATHS.length]!,
      ...(i % 3 === 0 ? { 'odd key': 'x' } : {}),
      ...(i % 4 === 0 ? { 'a/b-c': '1.0' } : {}),
    },
    tags: {
      'mlflow.runName': NAMES[i % NAMES.length]!,
      number: String(i),
      ...(i % 2 === 0 ? { team: i % 4 === 0 ? 'Blue' : 'blue' } : {}),
      ...(i === 7 ? { empty: '' } : {}),
    },
    metrics: {
      roc_auc_any: 0.8 + i / 1000,
      zero: i === 0 ? -0 : i - 10,
      tiny: i * 1e-9,
      ...(i % 3 === 1 ? { sometimes: i } : {}),
      ...(i % 5 === 2 ? { broken: Number.NaN } : { broken: i - 3 }),
      ...(i === 4 ? { 'odd metric': 1, 'p95/latency-ms': 2 } : {}),
    },
  }),
);

/** What both must take the same way: with the same runs, or as an error. */
const FILTERS: readonly string[] = [
  // Numbers.
  'metrics.roc_auc_any > 0.81',
  'metrics.roc_auc_any >= 0.81',
  'metrics.roc_auc_any < 0.81',
  'metrics.roc_auc_any <= 0.81',
  'metrics.roc_auc_any = 0.81',
  'metrics.roc_auc_any != 0.81',
  'metric.zero = 0',
  'metric.zero > -1',
  'metric.zero>=-1.5',
  'metric.zero < +3',
  'metric.zero < 3.',
  'metric.zero < .5',
  'metrics.tiny < 5e-9',
  'metrics.tiny < 5E-9',
  'metrics.tiny > 1.5e-9 and metrics.tiny < 4.5e-9',
  'metrics.zero = 1_0',
  'metrics.zero = 0x5',
  'metrics.zero = NaN',
  "metrics.zero = '5'",
  'metrics.zero = five',
  'metrics.zero == 5',
  'metrics.zero <> 5',
  "metrics.zero LIKE '5'",
  'metrics.zero IN (1, 2)',
  'metrics.zero IS NULL',
  // What is missing, and what is not a number.
  'metrics.sometimes != 4',
  'metrics.missing != 4',
  'metrics.broken > -100',
  'metrics.broken < 100',
  'metrics.broken = 0',
  'metrics.broken != 0',
  "params.missing != 'x'",
  "tags.team != 'blue'",
  'tags.team IS NULL',
  'tags.team is not null',
  'params.`odd key` IS NULL',
  'params.missing IS NULL and params.path IS NOT NULL',
  'tags.empty IS NOT NULL',
  "tags.empty = ''",
  "tags.team IS 'blue'",
  // Texts, and their case.
  "tags.team = 'blue'",
  "tags.team = 'BLUE'",
  "tag.team ILIKE 'BLUE'",
  "tags.team LIKE 'b%'",
  "tags.team LIKE 'B___'",
  "tags.team like '%LUE'",
  "tags.team Ilike '%LUE'",
  "tags.number LIKE '1_'",
  "tags.number LIKE '1%'",
  "tags.number LIKE '%'",
  "tags.number LIKE '_'",
  "tags.number LIKE ''",
  "tags.number > '5'",
  'tags.number = 5',
  "params.path LIKE 'a%b'",
  "params.path LIKE '%.csv'",
  "params.path ILIKE '%.csv'",
  "params.path LIKE 'a.b'",
  "params.path = ''",
  "params.path = ' survey.csv '",
  "params.path LIKE '%\\_%'",
  "params.train.seed = '1' AND params.path != 'survey.csv'",
  "param.train.seed = '1' and parameter.train.seed = '1' And parameters.train.seed = '1'",
  'params.train.seed = 1',
  // Quotes.
  'params.path = "survey.csv"',
  'params.path = "o\'hare.csv"',
  "params.path = 'o''hare.csv'",
  "params.path = 'C:\\'",
  "params.path = 'C:\\' and params.train.seed = '3'",
  "params.path = 'o\\'hare.csv'",
  'params.path = "o\'\'hare.csv"',
  "params.path = 'a\"b.csv'",
  'params.path = `survey.csv`',
  'params."train.seed" = \'1\'',
  "params.`train.seed` = '1'",
  'params."odd key" = \'x\'',
  'params.`odd key` = "x"',
  "params.'odd key' = 'x'",
  "params.odd key = 'x'",
  'params."a/b-c" = \'1.0\'',
  "params.a/b-c = '1.0'",
  'metrics."odd metric" = 1',
  'metrics.`p95/latency-ms` = 2',
  'metrics.p95/latency-ms = 2',
  "`params`.path = 'survey.csv'",
  '"params".path = \'survey.csv\'',
  "params.path = 'survey.csv",
  'params.path = survey.csv',
  // Attributes.
  "status = 'FINISHED'",
  "status = 'finished'",
  "status != 'FINISHED'",
  "attributes.status LIKE 'F%'",
  "attribute.status ILIKE 'f%'",
  "attr.status = 'KILLED'",
  "run.status = 'KILLED'",
  "STATUS = 'KILLED'",
  'status = KILLED',
  'status IS NULL',
  "status IN ('FAILED', 'KILLED')",
  "run_name = 'night run'",
  "run_name ILIKE 'night%'",
  "attributes.run_name LIKE '100%'",
  "run_name LIKE '%e_'",
  "run_name LIKE 'a_c'",
  "run_name LIKE '_x'",
  "attributes.`run name` = 'abc'",
  'attributes."Run Name" = \'abc\'',
  "tags.mlflow.runName = 'abc'",
  "tags.`mlflow.runName` = 'abc'",
  `start_time > ${START + 5000}`,
  `attributes.start_time <= ${START + 5000}`,
  `start_time = ${START + 5000}`,
  `start_time != ${START + 5000}`,
  `created > ${START + 15_000}`,
  `end_time > ${START + 15_000}`,
  'end_time > 0',
  'end_time != 0',
  'end_time IS NULL',
  `start_time > '${START}'`,
  'start_time > 1.5e12',
  "run_id = 'nothing'",
  'run_id IN ()',
  "run_id IN 'x'",
  "run_id NOT IN ('x')",
  "run_id LIKE 'x%'",
  // Sentences.
  ' ',
  "  status='FAILED'  ",
  "status='FAILED'and status='FAILED'",
  "status='FAILED'\n\tAND\n\tmetrics.zero>0",
  "status = 'FAILED', status = 'FAILED'",
  "status = 'FAILED';",
  "NOT status = 'FAILED'",
  "'FAILED' = status",
  'status',
  'metrics.zero >',
  'metrics = 1',
  'metrcs.zero = 1',
  'statu = 1',
  'metrics.zero BETWEEN 1 AND 2',
];

/** What MLflow lets pass, although something is missing; here it is a mistake that is told. */
const HALF: readonly string[] = [
  '',
  "status = 'FAILED' AND",
  "AND status = 'FAILED'",
  "status = 'FAILED' AND AND status = 'FAILED'",
  "status = 'FAILED' status = 'FAILED'",
  'metrics. = 1',
];

/** What MLflow has not. */
const OURS: readonly (readonly [filter: string, sameAs: string])[] = [
  ["(status = 'FAILED' or run_name = 'abc') and metrics.zero > 0", "run_name = 'abc' and metrics.zero > 0"],
  ["start_time > '2026-01-31T00:00:05Z'", `start_time > ${START + 5000}`],
  ['tags.team IS  NOT  NULL', 'tags.team IS NOT NULL'],
];

describeWith(missingMlflow, 'filters, beside a real MLflow', () => {
  let server: MlflowServer;
  let client: MlflowClient;
  let experimentId: string;
  /** The runs with the ids that the server gave them. */
  let runs: readonly RunSummary[];
  beforeAll(async () => {
    server = await startMlflow();
    client = createMlflowClient({ url: server.url });
    ({ experimentId } = await client.experiments.getOrCreate({ name: 'filters' }));
    const delivered: RunSummary[] = [];
    for (const run of RUNS) delivered.push({ ...run, id: await deliver(run) });
    runs = delivered;
  }, MLFLOW_START_MS);
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  async function deliver({ name, tags, startTime, endTime, status, params, metrics }: RunSummary): Promise<string> {
    const startMs = Date.parse(startTime);
    const { runId } = await client.runs.create({ experimentId, name: name!, startTime: startMs, tags });
    const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: startMs, step: 0 }));
    await client.runs.logBatch(runId, { metrics: points, params });
    if (endTime !== null) await client.runs.update(runId, { status, endTime: Date.parse(endTime) });
    return runId;
  }

  async function theirs(filter: string): Promise<string> {
    const found = collect(client.runs.search({ experimentIds: [experimentId], filter }));
    return found.then(
      (all) => numbersOf(all.map(({ runId }) => runId)),
      () => 'refused',
    );
  }

  function ours(filter: string): string {
    try {
      const parsed = parseFilter(filter);
      return numbersOf(runs.filter((run) => matchesFilter(parsed, run)).map(({ id }) => id));
    } catch (error) {
      if (error instanceof DiabetesError) return 'refused';
      throw error;
    }
  }

  function numbersOf(ids: readonly string[]): string {
    const numbers = ids.map((id) => runs.findIndex((run) => run.id === id));
    return numbers.sort((a, b) => a - b).join(' ');
  }

  it.each(FILTERS.map((filter) => [filter]))('takes the same runs, or none: %j', async (filter) => {
    expect(ours(filter)).toBe(await theirs(filter));
  });

  it.each(HALF.map((filter) => [filter]))('refuses what MLflow lets pass: %j', async (filter) => {
    expect([ours(filter), await theirs(filter)]).toEqual(['refused', expect.not.stringContaining('refused')]);
  });

  it.each(OURS)('goes further: %j', async (filter, sameAs) => {
    expect(await theirs(filter)).toBe('refused');
    expect(ours(filter)).toContain(await theirs(sameAs));
  });
});
