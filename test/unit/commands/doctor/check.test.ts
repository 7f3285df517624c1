import { describe, expect, it } from '@jest/globals';
import { perform, problemOf, type Check } from '../../../../src/commands/doctor/check.ts';
import { DiabetesError } from '../../../../src/foundation/errors.ts';
import { fakeContext } from '../../../helpers/fake-context.ts';

const work = { context: fakeContext(), options: { online: false } };
const check = (find: Check['find']): Check => ({ name: 'one', find });

describe('a check', () => {
  it('has a name and what it found', async () => {
    const find: Check['find'] = ({ version }, { online }) => ({ state: 'ok', value: `${version} ${String(online)}` });
    expect(await perform(check(find), work)).toEqual({ name: 'one', state: 'ok', value: '1.2.3 false' });
  });

  it('that throws at once, or later, is a problem', async () => {
    const crash = (): never => {
      throw new TypeError('x is not a function');
    };
    const problem = { name: 'one', state: 'problem', value: 'the check itself failed: x is not a function' };
    expect(await perform(check(crash), work)).toMatchObject(problem);
    expect(
      await perform(
        check(() => Promise.resolve().then(crash)),
        work,
      ),
    ).toMatchObject(problem);
  });

  it('that does not end is a problem', async () => {
    const never = check(() => new Promise(() => undefined));
    expect(await perform(never, work, 1)).toEqual({
      name: 'one',
      state: 'problem',
      value: 'the check did not end within 0.001 s',
    });
  });
});

describe('an error as a problem', () => {
  it('has the details that its message does not tell, and its hint as the fix', () => {
    const details = [
      { where: 'train.epochs', message: 'must be 1' },
      { where: 'split.test', message: 'must be 0' },
    ];
    expect(
      problemOf(new DiabetesError('INVALID_PARAMS', '2 params are invalid', { details, hint: 'Correct.' })),
    ).toEqual({
      state: 'problem',
      value: '2 params are invalid',
      detail: 'train.epochs must be 1\nsplit.test must be 0',
      fix: 'Correct.',
    });
    expect(
      problemOf(new DiabetesError('USAGE', 'x must be 1', { details: [{ where: 'x', message: 'must be 1' }] })),
    ).toEqual({ state: 'problem', value: 'x must be 1' });
    expect(problemOf('a word')).toMatchObject({ value: 'the check itself failed: a word' });
  });
});
