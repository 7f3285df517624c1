// Builds dist/ from src/: the TypeScript compiler makes the library, file by file, and esbuild joins the program's files
// below dist/program/, so that a command starts without reading fifty of them.
//   --if-possible   end quietly where the compiler is not installed (npm ci --omit=dev)
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = `${root}node_modules/typescript/bin/tsc`;

if (!existsSync(compiler)) {
  if (process.argv.includes('--if-possible')) process.exit(0);
  console.error('The TypeScript compiler is not installed. Run: npm ci --include=dev');
  process.exit(1);
}
rmSync(`${root}dist`, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, '--project', `${root}tsconfig.build.json`], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

const { build } = await import('esbuild');
await build({
  entryPoints: [
    `${root}dist/cli/main.js`,
    `${root}dist/pipeline/training/shard-worker.js`,
    `${root}dist/pipeline/workflows/evaluation-worker.js`,
  ],
  // As deep as dist/cli: the program finds its package's folder from there.
  outdir: `${root}dist/program`,
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // What only some commands need stays a package of its own; commander is part of every start, and yaml and zod
  // are many small files, which take longer to open than to run.
  external: [
    '@duckdb/*',
    '@tensorflow/*',
    'chalk',
    'csv-parse',
    'diff',
    'execa',
    'ora',
    'undici',
    'vega',
    'vega-lite',
    'yauzl',
  ],
  // commander is CommonJS and requires Node's own modules.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  logLevel: 'warning',
});
