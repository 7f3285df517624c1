import { describe, expect, it } from '@jest/globals';
import { main } from '../../../src/cli/main.ts';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { fakeContext } from '../../helpers/fake-context.ts';

async function run(argv: readonly string[], changes: Parameters<typeof fakeContext>[0] = {}) {
  const context = fakeContext({ ...changes, argv });
  const exitCode = await main(context);
  const { stdout, stderr } = context.streams.written;
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

describe('help and version', () => {
  it('prints the version', async () => {
    expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it.each([
    [['--help'], 'diabetes predict --age 52 --bmi 31'],
    [['train', '--help'], 'diabetes train --set train.epochs=20'],
    [['help', 'train'], 'diabetes train --set train.epochs=20'],
    [['predict', '--help'], 'diabetes predict --person - < person.json'],
    [['help', 'predict'], '--high-blood-pressure'],
    [['data', '--help'], 'fit-synth'],
    [['data', 'split', '--help'], 'diabetes data split --data survey.csv --out parts'],
    [['data', 'fit-synth', '-h'], 'diabetes data fit-synth --data'],
    [['help', 'data', 'split'], 'diabetes data split --data survey.csv --out parts'],
    [['data', 'help', 'split'], 'diabetes data split --data survey.csv --out parts'],
    [['help'], 'diabetes predict --age 52 --bmi 31'],
    [['init', '--help'], 'diabetes init my-project'],
    [['doctor', '--help'], 'diabetes doctor --online'],
    [['completion', '--help'], '~/.bashrc'],
    [['data', 'version', '--help'], 'diabetes data version survey.csv --commit'],
    [['data', 'push', '--help'], 'dvc remote add -d storage'],
    [['data', 'fetch', '--help'], 'git pull && diabetes data fetch'],
    [['data', 'status', '--help'], 'diabetes data status'],
  ])('%j goes to stdout, with examples', async (argv, part) => {
    const { exitCode, stdout, stderr } = await run(argv);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(part);
    expect(stdout).toMatch(/^Usage: diabetes/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('shows what there is on stderr where no command was given', async () => {
    const { exitCode, stdout, stderr } = await run([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: diabetes/);
  });
});

describe('a wrong command line', () => {
  it('below a command is answered with the help of what was asked', async () => {
    for (const group of ['track', 'data']) {
      const { stdout } = await run([group, '--help']);
      const names = [...stdout.split('Commands:')[1]!.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name!);
      expect(names.length).toBeGreaterThan(8);
      for (const name of names.filter((command) => command !== 'help')) {
        const { stderr } = await run([group, name, '--nonsense']);
        expect(stderr).toContain(`Hint: diabetes ${group} ${name} --help`);
      }
    }
  });

  it.each([
    [['trian'], "unknown command 'trian'", 'Did you mean train?'],
    [['TRAIN'], "unknown command 'TRAIN'", 'diabetes --help'],
    [['__proto__'], "unknown command '__proto__'", 'diabetes --help'],
    [['data', 'splt'], "unknown command 'splt'", 'Did you mean split?'],
    [['help', 'trian'], "unknown command 'trian'", 'Did you mean train?'],
    [['help', 'nonsense'], "unknown command 'nonsense'", 'diabetes --help'],
    [['help', 'data', 'splt'], "unknown command 'splt'", 'Did you mean split?'],
    [['data', 'help', 'nonsense'], "unknown command 'nonsense'", 'diabetes data --help'],
    [['train', '--dat', 'a'], "unknown option '--dat'", 'Did you mean --data?'],
    [['train', '--epochs', '3'], "unknown option '--epochs'", 'diabetes train --help'],
    [['predict', '--agee', '52'], "unknown option '--agee'", 'Did you mean --age?'],
    [['train', 'a.csv'], "too many arguments for 'train': expected 0 arguments but got 1", 'diabetes train --help'],
    [
      ['train', '--seed', '-1'],
      "option '--seed <n>' argument '-1' is invalid: it must be a whole number of 0 to 2^53 - 1",
      'diabetes train --help',
    ],
    [
      ['train', '--out', ''],
      "option '--out <dir>' argument '' is invalid: it must not be empty",
      'diabetes train --help',
    ],
    [['data', 'fit-synth'], "required option '--data <file>' not specified", 'diabetes data fit-synth --help'],
    [['predict'], 'there is nothing to predict from: no answer was given', 'diabetes predict --interactive'],
  ])('%j is one message, one hint and exit code 2', async (argv, message, hint) => {
    expect(await run(argv)).toEqual({ exitCode: 2, stdout: '', stderr: `Error: ${message}\nHint: ${hint}\n` });
    const json = await run([...argv, '--json']);
    expect(json).toMatchObject({ exitCode: 2, stdout: '' });
    expect(JSON.parse(json.stderr)).toEqual({ type: 'error', code: 'USAGE', exitCode: 2, message, hint, details: [] });
  });

  it('is told as JSON before the command, too, and where none is given', async () => {
    expect(JSON.parse((await run(['--json', 'trian'])).stderr)).toMatchObject({ code: 'USAGE' });
    expect(JSON.parse((await run(['--json'])).stderr)).toMatchObject({ message: 'a command is missing' });
  });
});

describe('predict with the name of a model that is not there', () => {
  it('says so before it looks at answers that it cannot know', async () => {
    const { exitCode, stderr } = await run(['predict', '--model', 'orchard', '--trees', '12']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^Error: there is no model in \/nowhere\/orchard: /);
  });

  it.each([[['predict', '--model', 'orchard', '--help']], [['predict', '--help']]])('still helps: %j', async (argv) => {
    expect(await run(argv)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('--age <years>'),
      stderr: '',
    });
  });
});

describe('what a command throws', () => {
  it('gives its exit code', async () => {
    const { exitCode, stderr } = await run(['predict', '--age', '52']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^Error: there is no model in \/nowhere\/models\/diabetes: it has no manifest\.json\nHint: Train one/,
    );
  });

  it.each([['--verbose'], ['-v'], ['-qv']])('is told with its stack under %s', async (flag) => {
    expect((await run(['predict', '--age', '52', flag])).stderr).toContain('Caused by: Error: ENOENT');
    expect((await run(['predict', '--age', '52'])).stderr).not.toContain('Caused by');
  });

  it('is told as the interrupt that came before it', async () => {
    const signal = AbortSignal.abort(new DiabetesError('INTERRUPTED', 'interrupted; nothing was changed'));
    const { exitCode, stderr } = await run(['predict', '--age', '52'], { signal });
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: 'Error: interrupted; nothing was changed\n' });
  });

  it('is no error where the reader of the result has gone', async () => {
    const context = fakeContext({ argv: ['train', '--print-config'] });
    const write = (_: string, done?: (error: Error) => void) =>
      done?.(Object.assign(new Error('write'), { code: 'EPIPE' }));
    const streams = { ...context.streams, stdout: { write } };
    expect(await main({ ...context, streams })).toBe(0);
    expect(context.streams.written.stderr()).toBe('');
  });

  it('is exit code 1 where the result cannot be written', async () => {
    const context = fakeContext({ argv: ['train', '--print-config'] });
    const write = (_: string, done?: (error: Error) => void) =>
      done?.(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    const streams = { ...context.streams, stdout: { write } };
    expect(await main({ ...context, streams })).toBe(1);
    expect(context.streams.written.stderr()).toMatch(
      /^Error: cannot write the result to standard output: no space left/,
    );
  });
});

describe('train --print-config', () => {
  it('prints every param with where it comes from, and trains nothing', async () => {
    const { exitCode, stdout } = await run(['train', '--print-config', '--seed', '7', '--set', 'train.epochs=3']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}epochs: 3 +# --set$/m);
    expect(stdout.match(/^ {2}seed: 7 +# --seed$/gm)).toHaveLength(2);
    expect(stdout).toMatch(/^ {2}batch_size: \d+ +# default$/m);
  });
});
