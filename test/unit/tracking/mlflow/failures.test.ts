import { describe, expect, it } from '@jest/globals';
import { fakeMlflow, networkError, type FakeAnswer } from '../../../helpers/fake-mlflow.ts';
import { mlflowErrorOf } from '../../../helpers/mlflow-client.ts';
import type { MlflowConnection, MlflowError } from '../../../../src/tracking/mlflow/client.ts';

async function failureOf(answer: FakeAnswer, connection: Partial<MlflowConnection> = {}): Promise<MlflowError> {
  return mlflowErrorOf(fakeMlflow([answer], connection).client.runs.get('r'));
}

const refusal = (error_code: string, message: string, status = 400): FakeAnswer => ({
  status,
  body: { error_code, message },
});

describe('a failure', () => {
  it.each<[string, FakeAnswer, string, string | RegExp]>([
    ['an unknown host', networkError('ENOTFOUND'), 'unreachable', 'there is no such host'],
    ['a refused connection', networkError('ECONNREFUSED'), 'unreachable', 'the connection is refused'],
    [
      'a server that does not answer',
      networkError('UND_ERR_HEADERS_TIMEOUT'),
      'unreachable',
      'the server does not answer',
    ],
    ['a strange certificate', networkError('SELF_SIGNED_CERT_IN_CHAIN'), 'tls', /unknown authority/],
    ['no TLS', networkError('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls', 'the server speaks no TLS there'],
    ['no HTTP', networkError('HPE_INVALID_CONSTANT'), 'not-mlflow', 'what answers there does not speak HTTP'],
    ['a web page', { body: '<!doctype html>' }, 'not-mlflow', 'it answers with a web page, and not as MLflow does'],
    ['no JSON', { body: 'OK' }, 'not-mlflow', 'it answers with what is no JSON, and not as MLflow does'],
    ['JSON of something else', { body: { hello: 1 } }, 'not-mlflow', 'run.info.run_id is missing'],
    ['a list', { body: [] }, 'not-mlflow', 'it is no JSON object'],
    [
      'an unknown page',
      { status: 404, body: '<html>' },
      'not-mlflow',
      'it does not know the call: it answers 404 Not Found',
    ],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://u:p@sso/login?t=1' }, body: '' },
      'not-mlflow',
      'it redirects to https://sso/login',
    ],
    ['no permission', { status: 403, body: 'Permission denied' }, 'forbidden', 'permission is denied'],
    [
      'a host name',
      { status: 403, body: 'Invalid Host header - possible DNS rebinding attack detected' },
      'host-not-allowed',
      'MLflow does not allow the host name mlflow:5000',
    ],
    [
      'what is not there',
      refusal('RESOURCE_DOES_NOT_EXIST', 'Run with id=r not found', 404),
      'not-found',
      'Run with id=r not found',
    ],
    [
      'what is there',
      refusal(
        'RESOURCE_ALREADY_EXISTS',
        'Experiment(name=e1) already exists. Error: (sqlite3.IntegrityError) UNIQUE\n[SQL: INSERT secret]',
      ),
      'already-exists',
      'Experiment(name=e1) already exists. Error: (sqlite3.IntegrityError) UNIQUE',
    ],
    [
      'an alias that is not there',
      refusal('INVALID_PARAMETER_VALUE', 'Registered model alias x not found.'),
      'not-found',
      'Registered model alias x not found',
    ],
    ['a bad value', refusal('INVALID_PARAMETER_VALUE', 'Missing value.'), 'invalid', 'Missing value'],
    [
      'a deleted run',
      refusal('INVALID_PARAMETER_VALUE', "The run r must be in the 'active' state. Current state is deleted."),
      'deleted',
      'the run r is deleted',
    ],
    [
      'a changed param',
      refusal(
        'INVALID_PARAMETER_VALUE',
        "Changing param values is not allowed. Params were already logged='[{'key': 'lr', 'old_value': '0.01', 'new_value': '0.02'}]' for run ID='r'.",
      ),
      'param-changed',
      'the param lr is 0.01 there, and cannot become 0.02',
    ],
    [
      'a changed param of older servers',
      refusal(
        'INVALID_PARAMETER_VALUE',
        "Changing param values is not allowed. Param with key='lr' was already logged with value='0.01' for run ID='r'. Attempted logging new value '0.02'.",
      ),
      'param-changed',
      'the param lr is 0.01 there, and cannot become 0.02',
    ],
    [
      'a missing feature',
      refusal('FEATURE_DISABLED', 'Workspaces are not enabled', 500),
      'unsupported',
      'Workspaces are not enabled',
    ],
    ['an unknown call', refusal('ENDPOINT_NOT_FOUND', 'no', 404), 'unsupported', 'no'],
    ['an unknown code', refusal('SOMETHING_NEW', '', 400), 'failed', 'SOMETHING_NEW'],
    ['a crash', { status: 500, body: '<html>' }, 'failed', 'it answers 500 Internal Server Error'],
    [
      'a proxy that wants a password',
      { status: 407, body: '' },
      'unreachable',
      'the proxy answers 407 Proxy Authentication Required',
    ],
  ])('of %s is told as such', async (...[, answer, kind, reason]) => {
    const error = await failureOf(answer);
    expect(error).toMatchObject({ kind, code: 'MLFLOW_FAILED', exitCode: 5 });
    expect(error.hint).toMatch(/\.$|MLFLOW_TRACKING|HTTPS_PROXY/);
    const [, told] = /^cannot read the run r at http:\/\/mlflow:5000: (.*)$/.exec(error.message)!;
    expect(told).toMatch(reason);
    if (typeof reason === 'string') expect(told).toBe(reason);
  });

  it.each<[string, Partial<MlflowConnection>, string]>([
    ['no credentials', {}, 'it wants you to sign in'],
    ['a password', { credentials: { username: 'u', password: 'pass' } }, 'it does not accept the name and password'],
    ['a token', { credentials: { token: 'abcd' } }, 'it does not accept the token'],
  ])('to sign in with %s says what to do', async (_, connection, reason) => {
    const error = await failureOf({ status: 401, body: 'You are not authenticated.' }, connection);
    expect(error).toMatchObject({
      kind: 'unauthorized',
      message: `cannot read the run r at http://mlflow:5000: ${reason}`,
    });
  });

  it('is one line of bearable length, however long the server talks', async () => {
    const { message } = await failureOf(refusal('INTERNAL_ERROR', `a\nb ${'x'.repeat(10_000)}`));
    expect(message.length).toBeLessThan(400);
    expect(message).toMatch(/: a b x+\.\.\.$/);
  });

  it('names neither password nor token, also where the server repeats them', async () => {
    const password = 'p@ss/word?';
    const uri = `http://me:${encodeURIComponent(password)}@mlflow:5000`;
    const encoded = Buffer.from(`me:${password}`).toString('base64');
    const talks = refusal('INVALID_PARAMETER_VALUE', `${password} and ${encoded} and ${encodeURIComponent(password)}`);
    const { asked, client } = fakeMlflow([talks], { url: uri });
    const error = await mlflowErrorOf(client.runs.get('r'));
    expect(error.message).toBe('cannot read the run r at http://mlflow:5000: [redacted] and [redacted] and [redacted]');
    expect(asked[0]).toMatchObject({
      url: 'http://mlflow:5000/api/2.0/mlflow/runs/get?run_id=r',
      headers: { authorization: `Basic ${encoded}` },
    });
    const token = 'tok-123456';
    expect((await failureOf(refusal('BAD_REQUEST', `no ${token}`), { credentials: { token } })).message).not.toContain(
      token,
    );
  });
});

describe('what a server is', () => {
  const page = { status: 404, body: '<html>' };
  const missing = refusal('RESOURCE_DOES_NOT_EXIST', 'Logged model not found', 404);

  it('is asked once', async () => {
    const { client, asked } = fakeMlflow([{ body: '3.17.2' }]);
    expect(await client.server()).toEqual({ version: '3.17.2', hasLoggedModels: true });
    await client.server();
    expect(asked.map(({ url }) => url)).toEqual(['http://mlflow:5000/version']);
  });

  it.each<[string, FakeAnswer[], object]>([
    ['2.22', [{ body: '2.22.5' }], { version: '2.22.5', hasLoggedModels: false }],
    ['3 before its release', [{ body: '3.0.0rc1\n' }], { version: '3.0.0rc1', hasLoggedModels: true }],
    ['3 behind a proxy that lets calls pass alone', [page, missing], { hasLoggedModels: true }],
    [
      '2 behind such a proxy',
      [{ status: 403, body: 'no' }, page, { body: { experiments: [] } }],
      { hasLoggedModels: false },
    ],
  ])('is MLflow %s', async (_, answers, expected) => {
    expect(await fakeMlflow(answers).client.server()).toEqual(expected);
  });

  it('is too old, or no MLflow, or wants a password', async () => {
    expect(await mlflowErrorOf(fakeMlflow([{ body: '1.30.1' }]).client.server())).toMatchObject({
      kind: 'too-old',
      message: 'cannot use the server http://mlflow:5000: it is MLflow 1.30.1',
    });
    expect(await mlflowErrorOf(fakeMlflow([page]).client.server())).toMatchObject({ kind: 'not-mlflow' });
    expect(await mlflowErrorOf(fakeMlflow([{ body: '<html>' }]).client.server())).toMatchObject({ kind: 'not-mlflow' });
    const locked = fakeMlflow([{ status: 401, body: 'You are not authenticated.' }]);
    expect(await mlflowErrorOf(locked.client.server())).toMatchObject({ kind: 'unauthorized' });
  });
});
