import type { Finding } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';
import type { Check, CheckOptions } from './check.ts';

const ANSWER_TIMEOUT_MS = 2_000;

/** Whether runs go to an MLflow server, and, where it may be asked, whether it answers. */
export const TRACKING_CHECK: Check = { name: 'mlflow', find: findTracking };

type Environment = CommandContext['environment'];

async function findTracking({ environment }: CommandContext, { online }: CheckOptions): Promise<Finding> {
  const uri = environment.MLFLOW_TRACKING_URI ?? '';
  if (uri === '') return { state: 'ok', value: 'MLFLOW_TRACKING_URI is not set: runs stay in .diabetes/runs' };
  const shown = withoutSecrets(uri);
  const server = URL.canParse(uri) ? new URL(uri) : undefined;
  if (server === undefined || !/^https?:$/.test(server.protocol)) {
    return {
      state: 'note',
      value: `MLFLOW_TRACKING_URI is ${shown}, which is no server: runs stay in .diabetes/runs`,
      fix: 'export MLFLOW_TRACKING_URI=http://127.0.0.1:5000',
    };
  }
  if (!online) return { state: 'note', value: `${shown}; not asked`, fix: 'diabetes doctor --online' };
  return askServer(server, shown, environment);
}

/** An address as it may be shown: without user, password and query. */
export function withoutSecrets(uri: string): string {
  return uri.replace(/\/\/[^/]*@/, '//[redacted]@').replace(/\?.*$/s, '?[redacted]');
}

async function askServer(server: URL, shown: string, environment: Environment): Promise<Finding> {
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent();
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const headers = authorisation(server, environment);
  const ask = async (path: string) => {
    const { origin, pathname } = server;
    const answer = await fetch(`${origin}${pathname.replace(/\/$/, '')}${path}`, { headers, dispatcher, signal });
    return { status: answer.status, text: (await answer.text()).trim() };
  };
  try {
    const version = await ask('/version');
    if (version.status === 200 && /^\d+\.\d+\S*$/.test(version.text)) {
      return { state: 'ok', value: `${shown} answers: MLflow ${version.text}` };
    }
    const health = await ask('/health');
    if (health.status === 200) return { state: 'ok', value: `${shown} answers` };
    return refusal(shown, health.status);
  } catch (error) {
    const isLate = (error as Error).name === 'TimeoutError';
    const reason = isLate ? `no answer within ${ANSWER_TIMEOUT_MS / 1000} s` : reasonOf(error);
    const fix = 'Start the server, or `unset MLFLOW_TRACKING_URI`: runs then stay in .diabetes/runs.';
    return { state: 'problem', value: `${shown} does not answer: ${reason}`, fix };
  } finally {
    await dispatcher.destroy();
  }
}

function refusal(shown: string, status: number): Finding {
  const value = `${shown} refuses with HTTP ${status}`;
  const isUnknown = status === 401 || status === 403;
  return {
    state: 'problem',
    value,
    fix: isUnknown
      ? 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.'
      : 'Check the address: it must be the one that MLflow is served at.',
  };
}

/** As MLflow's own clients do: a user and password, else a token; those of the variables before those of the address. */
function authorisation({ username, password }: URL, environment: Environment): Readonly<Record<string, string>> {
  const user = environment.MLFLOW_TRACKING_USERNAME ?? decodeURIComponent(username);
  const secret = environment.MLFLOW_TRACKING_PASSWORD ?? decodeURIComponent(password);
  const token = environment.MLFLOW_TRACKING_TOKEN ?? '';
  if (user !== '') return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` };
  return token === '' ? {} : { authorization: `Bearer ${token}` };
}

/** fetch says "fetch failed" and hides the reason below. */
function reasonOf(error: unknown): string {
  const cause = (error as Error).cause;
  const { message, code } = (cause ?? error) as { readonly message: string; readonly code?: string };
  return message === '' ? String(code) : message;
}
