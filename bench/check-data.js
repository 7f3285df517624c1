// How long `diabetes data check` takes and how much memory it holds, beside reading the same file with pandas, and for a
// file of ten times as many rows.
//
//   npm run build && node bench/check-data.js [FILE]
//
// Without FILE the rows are synthetic, as many as the survey has. DIABETES_TEST_PYTHON names a Python with pandas.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { csvChunks } from '../dist/pipeline/dataset/write-csv.js';
import { parseSchema } from '../dist/pipeline/schema/parse-schema.js';
import { parseSynthesizer } from '../dist/pipeline/synthesis/parse-synthesizer.js';
import { sampleRows } from '../dist/pipeline/synthesis/sample-rows.js';

const SURVEY_ROWS = 253_680;
const RUNS = 7;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const python = process.env.DIABETES_TEST_PYTHON ?? 'python3';
const PANDAS = `
import resource, sys, pandas
pandas.read_csv(sys.argv[1])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
`;
const folder = mkdtempSync(join(tmpdir(), 'bench-check-'));

try {
  const file = process.argv[2] ?? (await writeRows('survey.csv', SURVEY_ROWS));
  const rows = readFileSync(file, 'latin1').trimEnd().split('\n').length - 1;
  const many = await writeRows('many.csv', 10 * rows);
  compare(`${rows.toLocaleString('en-US')} rows`, file, RUNS);
  compare(`${(10 * rows).toLocaleString('en-US')} rows`, many, 3);
} finally {
  rmSync(folder, { recursive: true });
}

/** Synthetic rows, of which some are equal. */
async function writeRows(name, rows) {
  const schema = parseSchema(readFileSync(path('../data/schema.yaml'), 'utf8'), 'schema.yaml');
  const synthesizer = parseSynthesizer(readFileSync(path('../data/synthesizer.json'), 'utf8'), 'synthesizer.json');
  const file = join(folder, name);
  await pipeline(Readable.from(csvChunks(sampleRows(synthesizer, rows, 1), schema)), createWriteStream(file));
  return file;
}

/** Runs both in turn, so that what else the machine does falls on both. */
function compare(title, file, runs) {
  const check = () =>
    measure(process.execPath, ['--import', memoryHook(), path('../bin/diabetes.js'), 'data', 'check', file, '--json']);
  const pandas = () => measure(python, ['-c', PANDAS, file]);
  const hasPandas = spawnSync(python, ['-c', 'import pandas']).status === 0;
  const times = { check: [], pandas: [] };
  for (let i = 0; i < runs; i++) {
    times.check.push(check());
    if (hasPandas) times.pandas.push(pandas());
  }
  console.log(title);
  const own = middle(times.check);
  show('diabetes data check', own);
  if (!hasPandas) {
    console.log('  pandas.read_csv            skipped: no python with pandas');
    return;
  }
  const other = middle(times.pandas);
  show('pandas.read_csv', other);
  console.log(`  ratio                      ${(own.ms / other.ms).toFixed(2)}`);
}

/** A module that prints the most memory that a process of Node held, in KiB, when it ends. */
function memoryHook() {
  const code = `process.on('exit', () => console.error(process.resourceUsage().maxRSS))`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

function measure(command, args) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const ms = performance.now() - begun;
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stderr}`);
  return { ms, memory: Number(stderr.trim().split('\n').at(-1)) / 1024 };
}

/** The median time, and the most memory of all runs. */
function middle(runs) {
  const ms = runs.map((one) => one.ms).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
  return { ms, memory: Math.max(...runs.map((one) => one.memory)) };
}

function show(name, { ms, memory }) {
  console.log(`  ${name.padEnd(25)}${ms.toFixed(0).padStart(6)} ms ${memory.toFixed(0).padStart(6)} MiB at most`);
}
