import { describe, expect, it } from '@jest/globals';
import { renderDoctor, type DoctorDocument } from '../../../src/terminal/render-doctor.ts';
import { plainStyle } from '../../../src/terminal/style.ts';

const document = (...checks: DoctorDocument['checks']): DoctorDocument => {
  return { schemaVersion: 1, command: 'doctor', checks, ok: checks.every(({ state }) => state !== 'problem') };
};

describe('the text of doctor', () => {
  it('is a line a check, with details and fixes below it', () => {
    const text = renderDoctor(
      document(
        { name: 'node', state: 'ok', value: '20.20.2' },
        { name: 'dvc', state: 'note', value: 'not installed', fix: 'pip install dvc' },
        { name: 'params', state: 'problem', value: '2 params are invalid', detail: 'a\nb', fix: 'Correct them.' },
      ),
      plainStyle(true),
    );
    expect(text).toBe(`
ok       node    20.20.2
note     dvc     not installed
                 fix: pip install dvc
problem  params  2 params are invalid
                 a
                 b
                 fix: Correct them.

1 problem.
`);
  });

  it('says where there is no problem', () => {
    const text = renderDoctor(document({ name: 'dvc', state: 'note', value: 'not installed' }), plainStyle(true));
    expect(text).toMatch(/\n\nNo problem was found\.\n$/);
  });
});
