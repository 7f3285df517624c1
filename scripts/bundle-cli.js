// Bundles the built program for the container image: a folder with one file of code and no node_modules.
//   usage: node scripts/bundle-cli.js FOLDER
// Training needs TensorFlow.js, whose packages are hundreds of megabytes, and reports are drawn with Vega: a command that
// reaches for either says that it is not there.
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [out] = process.argv.slice(2);
if (out === undefined) {
  console.error('usage: node scripts/bundle-cli.js FOLDER');
  process.exit(2);
}

const onlyPredicting = {
  name: 'only-predicting',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\/|\/(commands\/train|evaluate\/evaluate|report-page)\.js$/ }, () => ({
      path: 'work',
      namespace: 'absent',
    }));
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      resolveDir: join(root, 'dist'),
      contents: `
        const { DiabetesError } = require('./foundation/errors.js');
        throw new DiabetesError('BACKEND_UNAVAILABLE', 'this image can predict, but neither train, nor evaluate, nor draw reports', {
          hint: 'Do so where diabetes is installed from npm; a new model is built into a new image.',
        });`,
    }));
  },
};

await build({
  entryPoints: [join(root, 'dist/cli/main.js')],
  // The place that it has in the package: the program finds its schema from there.
  outfile: join(resolve(out), 'dist/program/main.js'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Names stay, for those who read a stack.
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
  // What the absent packages would export is never reached.
  logOverride: { 'import-is-undefined': 'silent' },
  plugins: [onlyPredicting],
  // A native package: where it is installed beside the program, Parquet is read.
  external: ['@duckdb/*'],
  // What the bundled CommonJS packages call; under a name that no bundled module has.
  banner: {
    js: "import { createRequire as bannerRequire } from 'node:module'; const require = bannerRequire(import.meta.url);",
  },
});
const files = [
  'bin/diabetes.js',
  'package.json',
  'params.yaml',
  'data/schema.yaml',
  'data/synthesizer.json',
  'templates',
];
for (const file of files) {
  mkdirSync(dirname(join(out, file)), { recursive: true });
  cpSync(join(root, file), join(out, file), { recursive: true });
}
