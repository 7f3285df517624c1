// Builds dist/ from src/: the TypeScript compiler makes the library, file by file, and Rolldown joins the program's files
// below dist/program/: a command starts from one file, and reads others where it needs more.
//   --if-possible   end quietly where the compiler is not installed (npm ci --omit=dev)
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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

const { build } = await import('rolldown');
/** One prediction, and with it all that every command starts with. */
const STARTS = ['cli/main', 'commands/predict/predict', 'commands/predict/model', 'commands/predict/person'].map(
  (name) => join(root, 'dist', `${name}.js`),
);
/** commander can start other programs as commands. None is here, and what starts them takes time to load. */
const withoutSubprograms = {
  name: 'without-subprograms',
  resolveId: (id, importer) =>
    id === 'node:child_process' && importer?.includes('/node_modules/commander/') ? '\0no-child-process' : null,
  load: (id) => (id === '\0no-child-process' ? 'export {};' : null),
};
const starting = new Set();
await build({
  input: {
    main: join(root, 'dist/cli/main.js'),
    'shard-worker': join(root, 'dist/pipeline/training/shard-worker.js'),
    'evaluation-worker': join(root, 'dist/pipeline/workflows/evaluation-worker.js'),
    'probe-backend': join(root, 'dist/commands/doctor/probe-backend.js'),
  },
  platform: 'node',
  // What only some commands need stays a package of its own; commander is part of every start, and yaml and zod
  // are many small files, which take longer to open than to run.
  external: [
    /^@duckdb\//,
    /^@inquirer\//,
    /^@tensorflow\//,
    /^(chalk|csv-parse|diff|execa|ora|undici|vega|vega-lite|yauzl)($|\/)/,
  ],
  plugins: [withoutSubprograms],
  preserveEntrySignatures: 'allow-extension',
  output: {
    // As deep as dist/cli: the program finds its package's folder from there.
    dir: join(root, 'dist/program'),
    format: 'esm',
    // Names stay, for those who read a stack.
    minify: { compress: true, mangle: false, codegen: true },
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'start', name: (id, graph) => (isStarting(id, graph) ? 'start' : null) }],
    },
  },
  checks: { ineffectiveDynamicImport: false },
  logLevel: 'warn',
});

/** Whether a module is among those that the starts import, themselves or by others, and not later by `import()`. */
function isStarting(id, graph) {
  if (starting.size === 0) STARTS.forEach(follow);
  return starting.has(id);

  function follow(module) {
    if (starting.has(module)) return;
    starting.add(module);
    graph.getModuleInfo(module)?.importedIds.forEach(follow);
  }
}
