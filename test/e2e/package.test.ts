import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../helpers/describe-with.ts';
import { createPlainEnvironment, missingRegistry } from '../helpers/npm-environment.ts';
import { runOrThrow } from '../helpers/run-command.ts';
import { PROJECT_ROOT } from '../helpers/working-tree.ts';

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** All that a package may hold besides the compiled program. */
const BESIDES_DIST =
  /^(bin\/diabetes\.js|data\/(schema\.yaml|synthesizer\.json)|params\.yaml|package\.json|[A-Z]+(\.md)?)$/;
const MAX_UNPACKED_BYTES = 2_000_000;

describeWith(await missingRegistry(), 'the npm package', () => {
  let folder: string;
  let packed: Packed;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'package-'));
    // Without scripts: `prepare` would build dist anew below the other tests' feet.
    const argv = ['npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder] as const;
    [packed] = JSON.parse(await runOrThrow([...argv], { cwd: PROJECT_ROOT })) as [Packed];
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds what the program needs', () => {
    const paths = packed.files.map(({ path }) => path);
    const needed = [
      'bin/diabetes.js',
      'dist/program/main.js',
      'data/schema.yaml',
      'data/synthesizer.json',
      'params.yaml',
    ];
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', ...needed]));
  });

  it('holds nothing else, and no survey rows', () => {
    const others = packed.files.map(({ path }) => path).filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path));
    expect(others.filter((path) => !BESIDES_DIST.test(path))).toEqual([]);
    expect(packed.unpackedSize).toBeLessThan(MAX_UNPACKED_BYTES);
  });

  it('installs as a program that works in any folder', async () => {
    const plain = await createPlainEnvironment(folder);
    const prefix = join(folder, 'prefix');
    const tarball = join(folder, packed.filename);
    await runOrThrow(['npm', 'install', '--global', '--omit=optional', '--prefix', prefix, tarball], {
      env: plain.env,
    });

    const cwd = join(folder, 'empty');
    await mkdir(cwd);
    const diabetes = (...args: string[]) =>
      runOrThrow([join(prefix, 'bin/diabetes'), ...args], { cwd, env: plain.env });
    const { version } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(await diabetes('--version')).toBe(`${version}\n`);
    expect(await diabetes('--help')).toMatch(/^ {2}train .*\n {2}predict /m);

    await diabetes('train', '--set', 'data.synthetic_rows=4000', '--set', 'train.epochs=1');
    const { prediction } = JSON.parse(await diabetes('predict', '--age', '52', '--json')) as {
      prediction: { given: unknown };
    };
    expect(prediction.given).toBeDefined();
  }, 300_000);
});
