import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createMlflowClient, readConnection, type MlflowClient } from '../../../../src/tracking/mlflow/client.ts';
import { describeWith } from '../../../helpers/describe-with.ts';
import { mlflowErrorOf } from '../../../helpers/mlflow-client.ts';
import { missingMlflowAuth, MLFLOW_START_MS, startMlflow, type MlflowServer } from '../../../helpers/mlflow-server.ts';

const PASSWORD = 'a long: pässword/9';

describeWith(missingMlflowAuth, 'an MLflow with accounts', () => {
  let server: MlflowServer;
  let admin: MlflowClient;
  beforeAll(async () => {
    server = await startMlflow({
      args: ['--app-name', 'basic-auth'],
      env: { MLFLOW_FLASK_SERVER_SECRET_KEY: 'key', MLFLOW_AUTH_ADMIN_PASSWORD: PASSWORD },
    });
    admin = clientOf({ MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: PASSWORD });
  }, MLFLOW_START_MS);
  afterAll(() => server.stop());

  const clientOf = (variables: Record<string, string> = {}, uri = server.url): MlflowClient =>
    createMlflowClient(readConnection({ MLFLOW_TRACKING_URI: uri, ...variables })!);

  it('lets in who has the password, in variables or in the address', async () => {
    expect(await admin.server()).toEqual({ version: '3.17.2', hasLoggedModels: true });
    const user = `admin:${encodeURIComponent(PASSWORD)}@`;
    const byAddress = clientOf({ MLFLOW_TRACKING_TOKEN: 'not used' }, server.url.replace('://', `://${user}`));
    expect(await byAddress.experiments.getByName('Default')).toMatchObject({ experimentId: '0' });
    expect(byAddress.url).toBe(server.url);
  });

  it.each<[string, Record<string, string>, string]>([
    ['nothing', {}, 'it wants you to sign in'],
    [
      'a wrong password',
      { MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: 'wrong' },
      'it does not accept the name and password',
    ],
    ['a token', { MLFLOW_TRACKING_TOKEN: 'secret-token' }, 'it does not accept the token'],
  ])('refuses who has %s', async (_, variables, reason) => {
    const client = clientOf(variables);
    for (const call of [() => client.server(), () => client.runs.get('r')]) {
      const error = await mlflowErrorOf(call());
      expect(error).toMatchObject({ kind: 'unauthorized', status: 401 });
      expect(error.message.endsWith(`at ${server.url}: ${reason}`)).toBe(true);
    }
  });

  it('lets its users do what they may', async () => {
    const { experimentId } = await admin.experiments.getOrCreate({ name: 'of the admin' });
    await fetch(`${server.url}/api/2.0/mlflow/users/create`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`,
      },
      body: JSON.stringify({ username: 'reader', password: PASSWORD }),
    });
    const reader = clientOf({ MLFLOW_TRACKING_USERNAME: 'reader', MLFLOW_TRACKING_PASSWORD: PASSWORD });
    expect(await reader.experiments.getByName('of the admin')).toMatchObject({ experimentId });
    expect(await mlflowErrorOf(reader.runs.create({ experimentId, startTime: 0 }))).toMatchObject({
      kind: 'forbidden',
      message: `cannot create a run at ${server.url}: permission is denied`,
    });
  });
});
