import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import type { DoctorDocument } from '../../src/terminal/render-doctor.ts';
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
  /^(bin\/diabetes\.js|data\/(schema\.yaml|synthesizer\.json)|templates\/\w+(\.(ya?ml|json))?|spark\/(predict_job\.py|requirements\.txt)|params\.yaml|package\.json|[A-Z]+(\.md)?)$/;
const MAX_UNPACKED_BYTES = 2_500_000;

const python = process.env.DIABETES_TEST_PYTHON;
const dvc = python === undefined ? undefined : join(dirname(python), 'dvc');
const missingDvc = dvc === undefined || !existsSync(dvc) ? 'DIABETES_TEST_PYTHON names no Python with dvc' : undefined;

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
      'templates/pipeline.yaml',
      'templates/gitignore',
      'templates/confusion_counts.json',
      'spark/predict_job.py',
      'spark/requirements.txt',
    ];
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', ...needed]));
  });

  it('holds nothing else, and no survey rows', () => {
    const others = packed.files.map(({ path }) => path).filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path));
    expect(others.filter((path) => !BESIDES_DIST.test(path))).toEqual([]);
    expect(packed.unpackedSize).toBeLessThan(MAX_UNPACKED_BYTES);
  });

  describe('installed', () => {
    let prefix: string;
    let env: Readonly<Record<string, string>>;

    beforeAll(async () => {
      ({ env } = await createPlainEnvironment(folder));
      prefix = join(folder, 'prefix');
      const tarball = join(folder, packed.filename);
      await runOrThrow(['npm', 'install', '--global', '--omit=optional', '--prefix', prefix, tarball], { env });
    }, 300_000);

    async function makeFolder(name: string): Promise<string> {
      const cwd = join(folder, name);
      await mkdir(cwd);
      return cwd;
    }

    const diabetesIn =
      (cwd: string) =>
      (...args: string[]) =>
        runOrThrow([join(prefix, 'bin/diabetes'), ...args], { cwd, env });

    async function givenAnswers(diabetes: ReturnType<typeof diabetesIn>): Promise<unknown> {
      const answer = await diabetes('predict', '--age', '52', '--json');
      return (JSON.parse(answer) as { prediction: { given: unknown } }).prediction.given;
    }

    it('works in any folder', async () => {
      const diabetes = diabetesIn(await makeFolder('empty'));
      const { version } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { version: string };
      expect(await diabetes('--version')).toBe(`${version}\n`);
      expect(await diabetes('--help')).toMatch(/^ {2}train .*\n {2}evaluate .*\n {2}predict /m);

      await diabetes('train', '--set', 'data.synthetic_rows=4000', '--set', 'train.epochs=1');
      expect(await givenAnswers(diabetes)).toEqual({ Age: 7 });
    }, 60_000);

    it('begins a project, trains there, and finds it in order', async () => {
      const cwd = await makeFolder('project');
      const diabetes = diabetesIn(cwd);
      await diabetes('init');
      await makeQuick(cwd);
      await diabetes('train');
      expect(await givenAnswers(diabetes)).toEqual({ Age: 7 });
      const { checks } = JSON.parse(await diabetes('doctor', '--json')) as DoctorDocument;
      const state = Object.fromEntries(checks.map((check) => [check.name, check.state]));
      expect(state).toMatchObject({ project: 'ok', params: 'ok', model: 'ok', backend: 'ok', speed: 'ok' });
      expect(await diabetes('completion', 'bash')).toContain("'diabetes train --backend')");
    }, 60_000);

    describeWith(missingDvc, 'with DVC', () => {
      it('begins a project whose pipeline runs, and then finds nothing to do', async () => {
        const cwd = await makeFolder('pipeline');
        const withDvc = {
          ...env,
          PATH: [join(prefix, 'bin'), env.PATH, dirname(dvc!)].join(delimiter),
          DVC_NO_ANALYTICS: '1',
          DVC_SITE_CACHE_DIR: join(folder, 'site'),
        };
        const type = (...argv: [string, ...string[]]) => runOrThrow(argv, { cwd, env: withDvc });
        await type('diabetes', 'init');
        await makeQuick(cwd);
        await type('git', 'init', '--quiet');
        await type('dvc', 'init', '--quiet');
        const output = await type('dvc', 'repro');
        expect(output).toContain("Running stage 'prepare':\n> diabetes data split");
        expect(output).toContain("Running stage 'train':\n> diabetes train --data data/prepared");
        expect(output).toContain("Running stage 'evaluate':\n> diabetes evaluate --out reports");
        expect(await type('dvc', 'repro')).toContain('Data and pipelines are up to date.');
        expect(await givenAnswers(diabetesIn(cwd))).toEqual({ Age: 7 });
        const untracked = await type('git', 'status', '--porcelain', '--untracked-files=all');
        expect(untracked).not.toMatch(/models|prepared|\.diabetes\/|report\.html|model-card/);
        expect(untracked).toContain('?? data/raw/.gitkeep');
        expect(untracked).toContain('?? reports/metrics.json');
        const shown = JSON.parse(await type('dvc', 'plots', 'show', '--json')) as { data: object; errors?: object };
        expect(shown.errors).toBeUndefined();
        expect(Object.keys(shown.data)).toContain('reports/plots/confusion.json');
        expect(await type('diabetes', 'init', '--diff')).not.toMatch(/^--- a\/(dvc\.yaml|\.)/m);
      }, 120_000);
    });
  });
});

/** Few rows and one epoch. */
async function makeQuick(project: string): Promise<void> {
  const path = join(project, 'params.yaml');
  const params = parseDocument(await readFile(path, 'utf8'));
  for (const [key, value] of Object.entries({ 'data.synthetic_rows': 4000, 'train.epochs': 1 })) {
    params.setIn(key.split('.'), value);
  }
  await writeFile(path, String(params));
}
