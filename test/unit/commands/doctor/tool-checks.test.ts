import { describe, expect, it } from '@jest/globals';
import { perform } from '../../../../src/commands/doctor/check.ts';
import { TOOL_CHECKS } from '../../../../src/commands/doctor/tool-checks.ts';
import type { ProcessResult } from '../../../../src/foundation/process-runner.ts';
import { fakeContext } from '../../../helpers/fake-context.ts';

type Answer = Partial<ProcessResult>;

const LATE: Answer = { exitCode: null, timedOut: true };
const says = (stdout: string): Answer => ({ exitCode: 0, stdout });
const fails = (stderr: string): Answer => ({ exitCode: 1, stderr });

/** What a check makes of the answers of programs, by their command lines; any other is not installed. */
async function find(name: string, answers: Readonly<Record<string, Answer>>, online = false) {
  const asked: string[] = [];
  const runProcess = (argv: readonly string[]): Promise<ProcessResult> => {
    asked.push(argv.join(' '));
    return Promise.resolve({ exitCode: null, stdout: '', stderr: '', ...answers[argv.join(' ')] });
  };
  const check = TOOL_CHECKS.find((one) => one.name === name)!;
  const finding = await perform(check, { context: fakeContext({ runProcess }), options: { online } });
  return { ...finding, asked };
}

describe('any tool', () => {
  it.each([
    ['git', 'Install it: https://git-scm.com/downloads'],
    ['dvc', 'pip install dvc'],
    ['docker', 'Install it: https://docs.docker.com/get-docker'],
    ['aws', 'pip install awscli'],
  ])('that is missing is a note that says what it is for: %s', async (name, fix) => {
    const missing = await find(name, {});
    expect(missing).toMatchObject({ state: 'note', fix, asked: [`${name} --version`] });
    expect(missing.value).toMatch(/^not installed; needed for /);
  });

  it.each<[string, Answer, RegExp]>([
    ['does not answer', LATE, /^`dvc --version` did not answer within 10 s; needed for /],
    [
      'fails',
      fails('Traceback: no module\n at line 3'),
      /^`dvc --version` ended with exit code 1: Traceback: no module;/,
    ],
    ['says something else', says('<html>\n'), /^`dvc --version` printed no version: "<html>"; /],
    ['says nothing', says(''), /^`dvc --version` printed no version: ""; /],
  ])('that %s is a note', async (_, answer, value) => {
    const finding = await find('dvc', { 'dvc --version': answer });
    expect(finding).toMatchObject({ state: 'note', value: expect.stringMatching(value) });
  });
});

describe('a tool that works', () => {
  it.each([
    ['git', 'git version 2.39.5 (Apple Git-154)', '2.39.5; the project is no repository: git init'],
    ['dvc', '3.67.1', '3.67.1; the project does not use it yet'],
    ['aws', 'aws-cli/2.15.0 Python/3.11.6 Linux/6.1', '2.15.0; --online checks who you are'],
  ])('%s', async (name, said, value) => {
    expect(await find(name, { [`${name} --version`]: says(said) })).toMatchObject({ value });
  });
});

describe('docker', () => {
  const CLIENT = { 'docker --version': says('Docker version 28.2.2, build e6534b4') };
  const SERVER = 'docker version --format {{.Server.Version}}';

  it('is a client and a server', async () => {
    expect(await find('docker', { ...CLIENT, [SERVER]: says('27.0.1\n') })).toMatchObject({
      state: 'ok',
      value: '28.2.2; server 27.0.1',
    });
  });

  it.each<[string, Answer, string]>([
    ['fails', fails('Cannot connect to the Docker daemon'), ': Cannot connect to the Docker daemon'],
    ['is late', LATE, ': no answer within 10 s'],
    ['says nothing', says(''), ''],
  ])('whose server %s is a note', async (_, answer, reason) => {
    expect(await find('docker', { ...CLIENT, [SERVER]: answer })).toMatchObject({
      state: 'note',
      value: `28.2.2; its server cannot be reached${reason}`,
    });
  });
});

describe('aws', () => {
  const CLIENT = { 'aws --version': says('aws-cli/2.15.0 Python/3.11.6') };
  const IDENTITY = 'aws sts get-caller-identity --query Arn --output text';

  it('is not asked who one is unless it is to', async () => {
    expect((await find('aws', CLIENT)).asked).toEqual(['aws --version']);
  });

  it('knows who one is', async () => {
    const arn = 'arn:aws:iam::123456789012:user/ann';
    expect(await find('aws', { ...CLIENT, [IDENTITY]: says(arn) }, true)).toMatchObject({
      state: 'ok',
      value: `2.15.0; you are ${arn}`,
    });
  });

  it('that does not is a note', async () => {
    expect(await find('aws', { ...CLIENT, [IDENTITY]: fails('\nUnable to locate credentials.') }, true)).toMatchObject({
      state: 'note',
      value: '2.15.0; AWS does not know you: Unable to locate credentials.',
      fix: 'aws configure',
    });
  });
});
