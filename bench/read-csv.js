// How long a labelled CSV file takes to read, beside other ways to go through it.
//
//   npm run build && node bench/read-csv.js FILE
import { execFile } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'csv-parse';
import { readDataset } from '../dist/pipeline/dataset/read-dataset.js';
import { parseSchema } from '../dist/pipeline/schema/parse-schema.js';

const CHUNK_BYTES = 256 * 1024;
const RUNS = 5;
const run = promisify(execFile);
const schemaFile = fileURLToPath(new URL('../data/schema.yaml', import.meta.url));
const script = fileURLToPath(import.meta.url);

const [path, once] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node bench/read-csv.js FILE');
  process.exitCode = 2;
} else if (once === 'once') {
  await read();
} else {
  await compare();
}

async function compare() {
  const measured = [
    ['bare byte loop', await median(byteLoop, RUNS)],
    ['readDataset, first time', await median(read, 1)],
    ['readDataset', await median(read, RUNS)],
    ['csv-parse', await median(csvParse, 1)],
    ['readDataset, whole process', await median(() => run(process.execPath, [script, path, 'once']), RUNS)],
    ['pandas.read_csv, whole process', await pandas()],
  ];
  const [, unit] = measured[0];
  for (const [name, result] of measured) {
    const shown =
      typeof result === 'string'
        ? result
        : `${result.toFixed(0).padStart(7)} ms ${(result / unit).toFixed(1).padStart(7)} x the byte loop`;
    console.log(`${name.padEnd(32)}${shown}`);
  }
  console.log(`memory at the end ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
}

async function median(action, runs) {
  const durationsMs = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await action();
    durationsMs.push(performance.now() - start);
  }
  return durationsMs.sort((a, b) => a - b)[Math.floor(runs / 2)];
}

async function byteLoop() {
  let commas = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    for (let i = 0; i < chunk.length; i++) if (chunk[i] === 0x2c) commas++;
  }
  return commas;
}

async function read() {
  const schema = parseSchema(readFileSync(schemaFile, 'utf8'), schemaFile);
  return readDataset({ source: path, schema });
}

async function csvParse() {
  let sum = 0;
  const rows = createReadStream(path, { highWaterMark: CHUNK_BYTES }).pipe(parse({ from: 2 }));
  for await (const row of rows) for (const cell of row) sum += Number(cell);
  return sum;
}

async function pandas() {
  const read = () => run('python3', ['-c', 'import sys, pandas; pandas.read_csv(sys.argv[1])', path]);
  try {
    await read();
  } catch {
    return 'skipped: no python3 with pandas';
  }
  return median(read, RUNS);
}
