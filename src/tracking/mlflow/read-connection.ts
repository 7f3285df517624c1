import {
  notConfigured,
  serverOf,
  withoutPassword,
  type MlflowConnection,
  type MlflowCredentials,
} from './connection.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) => [name, name.toUpperCase()]);

/**
 * The connection that the environment describes, in the variables of MLflow's own clients (MLFLOW_TRACKING_URI,
 * _USERNAME, _PASSWORD, _TOKEN, _INSECURE_TLS, _SERVER_CERT_PATH; https://mlflow.org/docs/latest/self-hosting/security/)
 * and those of proxies. As there, a name with its password wins over a token.
 *
 * @returns undefined where MLFLOW_TRACKING_URI is not set
 * @throws DiabetesError NOT_CONFIGURED where it is no server, or a variable cannot be understood
 */
export function readConnection(environment: Environment): MlflowConnection | undefined {
  const uri = valueOf(environment, 'URI');
  if (uri === undefined) return undefined;
  refuseNoServer(uri);
  const credentials = readCredentials(environment);
  const proxies = Object.fromEntries(PROXY_VARIABLES.map((name) => [name, environment[name]]));
  const tls = readTls(environment);
  const connection = { url: uri, ...(credentials === undefined ? {} : { credentials }), ...tls, proxies };
  serverOf(connection);
  return connection;
}

function valueOf(environment: Environment, name: string): string | undefined {
  const value = environment[`MLFLOW_TRACKING_${name}`]?.trim() ?? '';
  return value === '' ? undefined : value;
}

function readCredentials(environment: Environment): MlflowCredentials | undefined {
  const [username, password, token] = ['USERNAME', 'PASSWORD', 'TOKEN'].map((name) => valueOf(environment, name));
  if (username !== undefined && password !== undefined) return { username, password };
  return token === undefined ? undefined : { token };
}

function readTls(environment: Environment): Pick<MlflowConnection, 'tls'> {
  const isInsecure = readFlag(environment, 'INSECURE_TLS');
  const certificateFile = valueOf(environment, 'SERVER_CERT_PATH');
  if (isInsecure && certificateFile !== undefined) {
    throw notConfigured(
      'MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH are both set, and only one of them can hold',
      'Remove MLFLOW_TRACKING_INSECURE_TLS.',
    );
  }
  if (isInsecure) return { tls: { isInsecure } };
  return certificateFile === undefined ? {} : { tls: { certificateFile } };
}

function readFlag(environment: Environment, name: string): boolean {
  const value = valueOf(environment, name)?.toLowerCase() ?? 'false';
  if (['true', '1'].includes(value)) return true;
  if (['false', '0'].includes(value)) return false;
  throw notConfigured(
    `MLFLOW_TRACKING_${name} is ${JSON.stringify(value)}: it must be true or false`,
    'Correct or unset it.',
  );
}

const START_SERVER = 'Start a server, and name its address: export MLFLOW_TRACKING_URI=http://127.0.0.1:5000';

/** MLflow's Python client also works without a server: on a folder, a database, or Databricks. */
function refuseNoServer(uri: string): void {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase();
  if (/^https?$/.test(scheme ?? '') && URL.canParse(uri)) return;
  const shown = withoutPassword(uri);
  const refuse = (what: string, hint: string): never => {
    throw notConfigured(`MLFLOW_TRACKING_URI is ${shown}, ${what}`, hint);
  };
  if (/^https?$/.test(scheme ?? '')) refuse('which is no URL', 'Give it like this: http://127.0.0.1:5000');
  if (/^databricks|^uc$/.test(scheme ?? uri.toLowerCase())) refuse('and Databricks is not supported', START_SERVER);
  if (/^(sqlite|postgresql|mysql|mssql)/.test(scheme ?? '')) {
    refuse(
      'which is a database, not a server',
      `Start a server on it (mlflow server --backend-store-uri ${shown}), and name the server's address.`,
    );
  }
  if (/^[\w.-]+:\d+(\/|$)/.test(uri))
    refuse('which has no http:// before it', `export MLFLOW_TRACKING_URI=http://${uri}`);
  if (scheme === undefined || scheme === 'file') refuse('which is a folder, not a server', START_SERVER);
  refuse('which is no server', START_SERVER);
}
