import { describe, expect, it } from '@jest/globals';
import { createDoctorCommand, type DoctorOptions } from '../../../../src/commands/doctor/doctor.ts';
import { TRACKING_CHECK } from '../../../../src/commands/doctor/tracking-check.ts';
import { fakeContext } from '../../../helpers/fake-context.ts';

describe('the options of doctor', () => {
  it.each([
    [[], { online: false, json: false, quiet: false, verbose: false }],
    [['--online', '--json', '-qv'], { online: true, json: true, quiet: true, verbose: true }],
  ])('%j', async (argv, expected) => {
    let options: DoctorOptions | undefined;
    const command = createDoctorCommand(fakeContext(), (given) => {
      options = given;
      return Promise.resolve();
    });
    await command.parseAsync([...argv], { from: 'user' });
    expect(options).toEqual(expected);
  });
});

describe('tracking that is not asked for', () => {
  const find = (uri?: string) => {
    const environment = uri === undefined ? {} : { MLFLOW_TRACKING_URI: uri };
    return TRACKING_CHECK.find(fakeContext({ environment }), { online: false });
  };

  it.each([[undefined], ['']])('is local where the variable is %j', async (uri) => {
    expect(await find(uri)).toEqual({
      state: 'ok',
      value: 'MLFLOW_TRACKING_URI is not set: runs stay in .diabetes/runs',
    });
  });

  it('is no server where the variable is a path', async () => {
    for (const uri of ['./mlruns', 'file:///srv/mlruns', 'databricks']) {
      expect(await find(uri)).toMatchObject({
        state: 'note',
        value: expect.stringMatching(/^MLFLOW_TRACKING_URI is .*: runs stay in \.diabetes\/runs$/),
      });
    }
  });

  it('is not asked offline, and its password is not shown', async () => {
    const finding = await find('http://ann:secret@127.0.0.1:1');
    expect(finding).toMatchObject({ state: 'note', fix: 'diabetes doctor --online' });
    expect(JSON.stringify(finding)).not.toContain('secret');
  });
});
