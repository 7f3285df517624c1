/**
 * How good the shipped model is and what it costs, beside scikit-learn's random forest and logistic regression, LightGBM
 * and XGBoost on the same rows: those of train_test_split(test_size=0.2, stratify=label, random_state=42).
 *
 * Usage: npm run build && node bench/train.js survey.csv [number of seeds]
 *
 * DIABETES_TEST_PYTHON names a Python with scikit-learn and pandas, and lightgbm and xgboost for those two; without it
 * `data split` makes another split, and the peers are skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../dist/foundation/random.js';
import { loadBundle } from '../dist/pipeline/bundle/load-bundle.js';
import { gatherValues } from '../dist/pipeline/dataset/gather-values.js';
import { readDataset } from '../dist/pipeline/dataset/read-dataset.js';
import { computeMetrics } from '../dist/pipeline/evaluation/metrics.js';
import { createPredictor } from '../dist/pipeline/prediction/predictor.js';

const [survey, seeds = '1'] = process.argv.slice(2);
if (survey === undefined) {
  console.error('usage: node bench/train.js survey.csv [number of seeds]');
  process.exit(2);
}
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const python = process.env.DIABETES_TEST_PYTHON;
const folder = mkdtempSync(join(tmpdir(), 'bench-train-'));
const KEYS = ['roc_auc_any', 'log_loss', 'roc_auc_macro_ovr', 'macro_f1', 'ece_any'];

function run(command, args) {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return { seconds: (performance.now() - begun) / 1000, document: stdout === '' ? {} : JSON.parse(stdout) };
}

const diabetes = (...args) => run(process.execPath, [path('../bin/diabetes.js'), ...args, '--json']);
const row = (title, values) =>
  console.log(title.padEnd(40) + values.map((value) => String(value).padStart(19)).join(''));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function train(data, out, settings) {
  const set = settings.flatMap((setting) => ['--set', setting]);
  return diabetes('train', '--data', data, '--out', out, '--no-track', ...set);
}

function divide() {
  const parts = { train: join(folder, 'train.csv'), test: join(folder, 'test.csv') };
  if (python !== undefined) run(python, [path('peers.py'), 'split', survey, parts.train, parts.test]);
  else diabetes('data', 'split', '--data', survey, '--out', folder);
  return parts;
}

/** The metrics of a bundle on the test rows, with answers hidden by `hide(indicator, row)`. */
function assess(bundle, dataset, hide) {
  const indicators = dataset.columns.length;
  const values = gatherValues(dataset).map((value, i) =>
    hide(bundle.manifest.schema.indicators[i % indicators].name) ? Number.NaN : value,
  );
  const classIds = bundle.manifest.schema.target.classes.map(({ id }) => id);
  const probabilities = new Float64Array(dataset.rows * classIds.length);
  const predictor = createPredictor(bundle.manifest, bundle.weights);
  predictor.predictBatch(values, probabilities);
  const predicted = dataset.labels.map((_, row) => predictor.decide(probabilities, row * classIds.length));
  const predictions = { probabilities, labels: dataset.labels, predicted, classIds };
  return computeMetrics(predictions).metrics;
}

try {
  const parts = divide();
  const runs = [];
  const unmasked = [];
  for (let seed = 1; seed <= Number(seeds); seed++) {
    const out = join(folder, `model-${seed}`);
    const settings = ['split.test=0', 'split.validation=0.125', `train.seed=${seed}`];
    const trained = train(parts.train, out, settings);
    const bundle = await loadBundle(out);
    const { dataset } = await readDataset({ source: parts.test, schema: bundle.manifest.schema });
    const random = createRandom(seed, 'half');
    runs.push({
      ...trained,
      bytes: readdirSync(out).reduce((sum, name) => sum + statSync(join(out, name)).size, 0),
      full: assess(bundle, dataset, () => false),
      half: assess(bundle, dataset, () => random.uniform() < 0.5),
      ageAndBmi: assess(bundle, dataset, (name) => name !== 'Age' && name !== 'BMI'),
    });
    train(parts.train, `${out}-unmasked`, [...settings, 'train.complete_share=1']);
    unmasked.push(assess(await loadBundle(`${out}-unmasked`), dataset, () => false));
  }
  row(`diabetes, mean of ${seeds} seeds`, KEYS);
  for (const [title, key] of [
    ['all answers', 'full'],
    ['a random half unknown', 'half'],
    ['age and BMI alone', 'ageAndBmi'],
  ]) {
    row(
      `  ${title}`,
      KEYS.map((metric) => mean(runs.map((one) => one[key][metric])).toFixed(4)),
    );
  }
  row(
    '  all answers, never hidden in training',
    KEYS.map((metric) => mean(unmasked.map((one) => one[metric])).toFixed(4)),
  );
  const seconds = mean(runs.map((one) => one.seconds));
  console.log();
  row('cost', ['seconds', 'ratio', 'memory', 'model']);
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 0)} MB`;
  const memory = mean(runs.map((one) => one.document.peakMemoryBytes));
  row('  diabetes train, whole process', [seconds.toFixed(1), '1.00', megabytes(memory), megabytes(runs[0].bytes)]);
  if (python === undefined) console.log('  skipped: scikit-learn (set DIABETES_TEST_PYTHON)');
  for (const peer of python === undefined ? [] : ['forest', 'lightgbm', 'xgboost', 'logistic']) {
    const { document } = run(python, [path('peers.py'), peer, parts.train, parts.test]);
    if (document.skipped !== undefined) {
      console.log(`  ${peer} skipped: ${document.skipped}`);
      continue;
    }
    const ratio = (document.seconds / seconds).toFixed(2);
    row(`  ${peer}, fit alone`, [
      document.seconds.toFixed(1),
      ratio,
      megabytes(document.memory),
      megabytes(document.bytes),
    ]);
    row(
      `    ${peer} on the test rows`,
      KEYS.map((key) => document.metrics[key]?.toFixed(4) ?? '-'),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
