import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { CheckState, DoctorDocument } from '../../src/terminal/render-doctor.ts';
import { describeWith } from '../helpers/describe-with.ts';
import {
  diabetes,
  diabetesJson,
  diabetesWithoutPower,
  missingBuild,
  missingPermissions,
  PROGRAM,
} from '../helpers/diabetes.ts';
import { snapshotFolder } from '../helpers/snapshot-folder.ts';
import { writeMadeUpBundle } from '../helpers/write-made-up-bundle.ts';

/** No tool can be found, and nothing is set up. */
const BARE = { PATH: '/nowhere', HOME: '/nowhere' };

describeWith(missingBuild, 'doctor', () => {
  let outside: string;
  beforeAll(async () => {
    outside = await mkdtemp(join(tmpdir(), 'doctor-'));
  });
  afterAll(() => rm(outside, { recursive: true, force: true }));

  async function makeFolder(name: string): Promise<string> {
    const cwd = join(outside, name);
    await mkdir(cwd);
    return cwd;
  }

  /** The document, and what it says of each check; it must leave the folder as it was. */
  async function diagnose(cwd: string, run = diabetes) {
    const before = await snapshotFolder(cwd);
    const { exitCode, stdout } = await run(['doctor', '--json'], { cwd, env: BARE });
    expect(await snapshotFolder(cwd)).toEqual(before);
    const { checks, ok, ...rest } = JSON.parse(stdout) as DoctorDocument;
    expect(rest).toEqual({ schemaVersion: 1, command: 'doctor' });
    const find = (name: string) => checks.find((check) => check.name === name);
    const inState = (state: CheckState) => checks.filter((check) => check.state === state).map(({ name }) => name);
    return { exitCode, ok, find, notes: inState('note'), problems: inState('problem'), checks };
  }

  it('finds no problem in an empty folder of a machine without any tool', async () => {
    const { exitCode, ok, problems, notes, find, checks } = await diagnose(await makeFolder('empty'));
    expect({ exitCode, ok, problems }).toEqual({ exitCode: 0, ok: true, problems: [] });
    expect(notes).toEqual(expect.arrayContaining(['project', 'data', 'model', 'git', 'dvc', 'docker', 'aws']));
    expect(find('project')).toMatchObject({ fix: 'diabetes init' });
    expect(find('backend')).toMatchObject({ state: 'ok', value: expect.stringMatching(/^auto takes wasm: /) });
    expect(find('speed')?.value).toMatch(/^training learns from about [\d,]+ rows\/s on wasm$/);
    for (const { value, fix } of checks) expect([value, fix].join()).not.toMatch(/undefined|NaN|\[object/);
  }, 60_000);

  it('knows an initialised project and its model', async () => {
    const cwd = await makeFolder('project');
    await diabetesJson(['init'], { cwd });
    await writeMadeUpBundle(join(cwd, 'models/diabetes'));
    const { exitCode, find } = await diagnose(cwd);
    expect(exitCode).toBe(0);
    expect(find('project')).toEqual({ name: 'project', state: 'ok', value: cwd });
    expect(find('params')).toMatchObject({ state: 'ok', value: 'the defaults' });
    expect(find('model')?.value).toMatch(
      /^version \w{12}, trained 2020-01-01 on 4 synthetic rows; its 20 golden predictions hold$/,
    );
  }, 60_000);

  it('tells a person what is wrong with params.yaml, and fails', async () => {
    const cwd = await makeFolder('broken-params');
    await writeFile(join(cwd, 'params.yaml'), 'train: { epocs: 3, hidden: 0 }\n');
    const { exitCode, stdout, stderr } = await diabetes(['doctor', '--quiet'], { cwd, env: BARE });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(stdout).toMatch(
      /^problem +params +2 params are invalid\n +train\.hidden must be .*\n +train\.epocs is not known; .*\n +fix: Correct /m,
    );
    expect(stdout).toMatch(/^note +data +not looked for, since the params are not valid$/m);
    expect(stdout).toMatch(/\n\n1 problem\.\n$/);
  }, 60_000);

  it('finds a model that was changed, and fails', async () => {
    const cwd = await makeFolder('corrupt');
    const model = join(cwd, 'models/diabetes');
    await writeMadeUpBundle(model);
    await writeFile(join(model, 'weights.bin'), 'other weights');
    const { exitCode, ok, problems, find } = await diagnose(cwd);
    expect({ exitCode, ok, problems }).toEqual({ exitCode: 1, ok: false, problems: ['model'] });
    expect(find('model')).toMatchObject({
      value: expect.stringContaining('weights.bin is not the file that the manifest names'),
      fix: expect.stringContaining('diabetes train'),
    });
  }, 60_000);

  it('stops at once when it is told to', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'doctor', '--json'], { cwd: outside, stdio: 'pipe' });
    const ended = once(child, 'close');
    const stdout = text(child.stdout);
    const lines: string[] = [];
    for await (const line of createInterface(child.stderr)) {
      // The first line says that the checks have begun.
      if (lines.push(line) === 1) child.kill('SIGTERM');
    }
    expect(await ended).toEqual([143, null]);
    expect(await stdout).toBe('');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ type: 'error', code: 'TERMINATED' });
  }, 60_000);

  describeWith(missingPermissions, 'where nothing may be written', () => {
    it('is a problem', async () => {
      const cwd = await makeFolder('locked');
      await writeFile(join(cwd, 'params.yaml'), '');
      await chmod(cwd, 0o555);
      const { exitCode, problems, find } = await diagnose(cwd, (argv, options) =>
        diabetesWithoutPower(argv, { ...options, env: { ...BARE, PATH: process.env.PATH } }),
      );
      expect({ exitCode, problems }).toEqual({ exitCode: 1, problems: ['project'] });
      expect(find('project')?.value).toContain('permission denied');
    }, 60_000);
  });
});
