import { describe, expect, it } from '@jest/globals';
import { serverOf } from '../../../../src/tracking/mlflow/connection.ts';
import { readConnection } from '../../../../src/tracking/mlflow/read-connection.ts';
import { DiabetesError } from '../../../../src/foundation/errors.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

/** The header and address that variables lead to. */
function headerOf(variables: Record<string, string>) {
  const { url, authorization } = serverOf(readConnection(variables)!);
  return { url, authorization };
}

function errorOf(variables: Record<string, string>): DiabetesError {
  try {
    readConnection(variables);
  } catch (error) {
    if (error instanceof DiabetesError) return error;
  }
  throw new Error('it threw no DiabetesError');
}

describe('the connection of the environment', () => {
  it('is none where no server is named', () => {
    expect(readConnection({})).toBeUndefined();
    expect(readConnection({ MLFLOW_TRACKING_URI: ' ' })).toBeUndefined();
  });

  it.each([
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
    [' http://127.0.0.1:5000/ ', 'http://127.0.0.1:5000'],
    ['https://host/a/mlflow/', 'https://host/a/mlflow'],
    ['http://host:80/#/experiments/1', 'http://host'],
    ['http://[::1]:5000', 'http://[::1]:5000'],
  ])('has the address %s', (uri, url) => {
    expect(headerOf({ MLFLOW_TRACKING_URI: uri })).toEqual({ url, authorization: undefined });
  });

  it('signs in with name and password of the variables, those of the address, and a token, in this order', () => {
    const address = { MLFLOW_TRACKING_URI: 'http://in:uri%40@h' };
    const token = { MLFLOW_TRACKING_TOKEN: 'abc' };
    const password = { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'ä:b' };
    expect(headerOf({ ...address, ...token, ...password })).toEqual({
      url: 'http://h',
      authorization: basic('me:ä:b'),
    });
    expect(headerOf({ ...address, ...token }).authorization).toBe(basic('in:uri@'));
    expect(headerOf({ MLFLOW_TRACKING_URI: 'http://h', ...token }).authorization).toBe('Bearer abc');
    const alone = { MLFLOW_TRACKING_URI: 'http://h', MLFLOW_TRACKING_USERNAME: 'me' };
    expect(headerOf(alone).authorization).toBeUndefined();
    expect(headerOf({ MLFLOW_TRACKING_URI: 'http://u:100%@h' }).authorization).toBe(basic('u:100%'));
  });

  it('has the trust and the proxies', () => {
    const uri = { MLFLOW_TRACKING_URI: 'https://h', HTTPS_PROXY: 'http://p:1', no_proxy: 'x' };
    expect(readConnection({ ...uri, MLFLOW_TRACKING_INSECURE_TLS: 'True' })).toMatchObject({
      tls: { isInsecure: true },
      proxies: { HTTPS_PROXY: 'http://p:1', no_proxy: 'x' },
    });
    expect(readConnection({ ...uri, MLFLOW_TRACKING_SERVER_CERT_PATH: 'ca.pem' })).toMatchObject({
      tls: { certificateFile: 'ca.pem' },
    });
    expect(readConnection({ ...uri, MLFLOW_TRACKING_INSECURE_TLS: '0' })).not.toHaveProperty('tls');
  });

  it.each([
    [
      'sqlite:///mlflow.db',
      'which is a database, not a server',
      'mlflow server --backend-store-uri sqlite:///mlflow.db',
    ],
    ['postgresql+psycopg2://u:secret@db/x', 'which is a database, not a server', 'mlflow server'],
    ['./mlruns', 'which is a folder, not a server', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5000'],
    ['/var/mlruns', 'which is a folder, not a server', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5000'],
    ['file:///var/mlruns', 'which is a folder, not a server', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5000'],
    ['databricks', 'and Databricks is not supported', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5000'],
    ['databricks://profile', 'and Databricks is not supported', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5000'],
    ['databricks-uc', 'and Databricks is not supported', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5000'],
    ['127.0.0.1:5000', 'which has no http:// before it', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5000'],
    ['localhost:5000', 'which has no http:// before it', 'MLFLOW_TRACKING_URI=http://localhost:5000'],
    ['http://', 'which is no URL', 'http://127.0.0.1:5000'],
    ['ftp://host', 'which is no server', 'MLFLOW_TRACKING_URI=http://127.0.0.1:5000'],
  ])('is not %s', (uri, reason, hint) => {
    const error = errorOf({ MLFLOW_TRACKING_URI: uri });
    expect(error).toMatchObject({ code: 'NOT_CONFIGURED', exitCode: 2 });
    expect(error.message).toBe(`MLFLOW_TRACKING_URI is ${uri.replace('u:secret', '[redacted]')}, ${reason}`);
    expect(error.hint).toContain(hint);
    expect(JSON.stringify([error.message, error.hint])).not.toContain('secret');
  });

  it('is not what contradicts itself or cannot be sent', () => {
    const uri = { MLFLOW_TRACKING_URI: 'https://h' };
    expect(errorOf({ ...uri, MLFLOW_TRACKING_INSECURE_TLS: 'maybe' }).message).toBe(
      'MLFLOW_TRACKING_INSECURE_TLS is "maybe": it must be true or false',
    );
    const both = { MLFLOW_TRACKING_INSECURE_TLS: 'true', MLFLOW_TRACKING_SERVER_CERT_PATH: 'ca.pem' };
    expect(errorOf({ ...uri, ...both }).message).toContain('are both set');
    const token = errorOf({ ...uri, MLFLOW_TRACKING_TOKEN: 'line\nbreak' });
    expect(token.message).toContain('the MLflow token');
    expect(token.message).not.toContain('line');
    const colon = { MLFLOW_TRACKING_USERNAME: 'a:b', MLFLOW_TRACKING_PASSWORD: 'c' };
    expect(errorOf({ ...uri, ...colon }).message).toContain('holds a colon');
  });
});
