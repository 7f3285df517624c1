import { DiabetesError } from '../../foundation/errors.ts';
import type { MlflowClient, MlflowConnection } from '../../tracking/mlflow/client.ts';
import type { Finding } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';
import type { Check, CheckOptions } from './check.ts';

const ANSWER_TIMEOUT_MS = 2_000;

/** Whether runs go to an MLflow server, and, where it may be asked, whether it answers. */
export const TRACKING_CHECK: Check = { name: 'mlflow', find: findTracking };

async function findTracking({ environment }: CommandContext, { online }: CheckOptions): Promise<Finding> {
  const { createMlflowClient, readConnection } = await import('../../tracking/mlflow/client.ts');
  let connection: MlflowConnection | undefined;
  try {
    connection = readConnection(environment);
  } catch (error) {
    return { state: 'note', ...saidBy(error, (message) => `${message}: runs stay in .diabetes/runs`) };
  }
  if (connection === undefined) {
    return { state: 'ok', value: 'MLFLOW_TRACKING_URI is not set: runs stay in .diabetes/runs' };
  }
  const client = createMlflowClient(connection);
  if (!online) return { state: 'note', value: `${client.url}; not asked`, fix: 'diabetes doctor --online' };
  try {
    return await askServer(client);
  } finally {
    await client.close();
  }
}

async function askServer(client: MlflowClient): Promise<Finding> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  try {
    const { version } = await client.server({ signal });
    return { state: 'ok', value: `${client.url} answers${version === undefined ? '' : `: MLflow ${version}`}` };
  } catch (error) {
    if (!signal.aborted) return { state: 'problem', ...saidBy(error) };
    const fix = 'Start the server, or `unset MLFLOW_TRACKING_URI`: runs then stay in .diabetes/runs.';
    return {
      state: 'problem',
      value: `${client.url} does not answer: no answer within ${ANSWER_TIMEOUT_MS / 1000} s`,
      fix,
    };
  }
}

function saidBy(error: unknown, say = (message: string) => message): Pick<Finding, 'value' | 'fix'> {
  if (!(error instanceof DiabetesError)) throw error;
  return { value: say(error.message), ...(error.hint === undefined ? {} : { fix: error.hint }) };
}
