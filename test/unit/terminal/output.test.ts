import { describe, expect, it } from '@jest/globals';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { createOutput } from '../../../src/terminal/output.ts';
import { fakeStreams } from '../../helpers/fake-streams.ts';

const human = { json: false, verbose: false };
const json = { json: true, verbose: false };

async function errorText(error: unknown, options = human): Promise<string> {
  const streams = fakeStreams();
  await createOutput(streams, options).error(error);
  expect(streams.written.stdout()).toBe('');
  return streams.written.stderr();
}

describe('output.result', () => {
  const document = { schemaVersion: 1, rows: 3 };

  it.each(['3 rows', '3 rows\n'])('ends the text %j with one line break', async (text) => {
    const streams = fakeStreams();
    await createOutput(streams, human).result(document, () => text);
    expect(streams.written.stdout()).toBe('3 rows\n');
    expect(streams.written.stderr()).toBe('');
  });

  it('writes nothing for an empty text', async () => {
    const streams = fakeStreams();
    await createOutput(streams, human).result(document, () => '');
    expect(streams.written.stdout()).toBe('');
  });

  it('writes the document as one line under json', async () => {
    const streams = fakeStreams();
    await createOutput(streams, json).result(document, () => 'not this');
    expect(streams.written.stdout()).toBe('{"schemaVersion":1,"rows":3}\n');
  });

  it('gives colours to render on a terminal', async () => {
    const streams = fakeStreams({ isTTY: true });
    await createOutput(streams, human).result(document, (_, style) => style.good('done'));
    expect(streams.written.stdout()).toBe('\u001B[32mdone\u001B[39m\n');
  });
});

describe('output.error', () => {
  const several = new DiabetesError('INVALID_PARAMS', '2 params are invalid', {
    hint: 'Correct what is named above.',
    details: [
      { where: 'train.epochs', message: 'must be a whole number of 1 or more, got 0' },
      { where: 'split.test', message: 'must be a number of 0 to 0.9, got 2' },
    ],
    cause: new Error('the first cause'),
  });

  it('sets message, details and hint below each other', async () => {
    expect((await errorText(several)).split('\n')).toEqual([
      'Error: 2 params are invalid',
      '  train.epochs  must be a whole number of 1 or more, got 0',
      '  split.test    must be a number of 0 to 0.9, got 2',
      'Hint: Correct what is named above.',
      '',
    ]);
  });

  it('does not repeat a detail that the message tells', async () => {
    const details = [{ where: 'train.epochs', message: 'must be 1 or more, got 0' }];
    const single = new DiabetesError('INVALID_PARAMS', 'train.epochs must be 1 or more, got 0', { details });
    expect(await errorText(single)).toBe('Error: train.epochs must be 1 or more, got 0\n');
  });

  it('is one line of JSON under json', async () => {
    const text = await errorText(several, json);
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(text)).toEqual({
      type: 'error',
      code: 'INVALID_PARAMS',
      exitCode: 2,
      message: '2 params are invalid',
      hint: 'Correct what is named above.',
      details: several.details,
    });
  });

  it('tells stack and cause only when asked', async () => {
    expect(await errorText(several, { json: false, verbose: true })).toMatch(
      /DiabetesError: 2 params are invalid\n {6}at [^]*Caused by: Error: the first cause\n[^]*\nHint: /,
    );
    expect(JSON.parse(await errorText(several, { json: true, verbose: true }))).toMatchObject({
      stack: expect.stringContaining('Caused by: Error: the first cause'),
    });
  });

  it.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    [new TypeError(''), 'TypeError'],
    ['a thrown text', 'a thrown text'],
    [undefined, 'undefined'],
  ])('says plainly that %p is a bug', async (error, message) => {
    expect((await errorText(error)).split('\n')).toEqual([
      `Error: ${message}. This is a bug in diabetes, not a mistake of yours`,
      'Hint: Run the command again with --verbose, and report the bug with what it prints.',
      '',
    ]);
    expect(JSON.parse(await errorText(error, json))).toMatchObject({ code: 'INTERNAL', exitCode: 1, details: [] });
  });
});
