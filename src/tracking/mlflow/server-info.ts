import { text } from 'node:stream/consumers';
import { isMlflowError, isNotFound, MlflowError } from './errors.ts';
import type { CallOptions, Transport } from './transport.ts';

/** What a server can do. */
export interface ServerInfo {
  /** `3.17.2`; undefined where what stands before the server hides it. */
  readonly version?: string;
  /** Whether models have ids of their own, beside the runs (MLflow 3). */
  readonly hasLoggedModels: boolean;
}

const LEAST_MAJOR = 2;

/**
 * Asks a server what it is, the first time that it is asked.
 *
 * @returns a function that throws MlflowError: `too-old` for an MLflow before 2.0, or why nothing can be learnt
 */
export function createServerInfo(transport: Transport): (options?: CallOptions) => Promise<ServerInfo> {
  let known: ServerInfo | undefined;
  return async (options) => {
    known ??= (await askVersion(transport, options)) ?? (await tryCalls(transport, options));
    return known;
  };
}

async function askVersion(transport: Transport, options?: CallOptions): Promise<ServerInfo | undefined> {
  const version = await transport
    .exchange(
      {
        method: 'GET',
        path: '/version',
        task: 'ask for the version of MLflow',
        timeoutMs: 60_000,
        receive: async ({ body }) => (await text(body)).trim(),
      },
      options,
    )
    .catch((error: unknown) => {
      // A proxy may let through nothing but the calls.
      if (isMlflowError(error, 'not-mlflow') || isMlflowError(error, 'forbidden')) return '';
      throw error;
    });
  const major = /^(\d+)\.\d+\S*$/.exec(version)?.[1];
  if (major === undefined) return undefined;
  if (Number(major) >= LEAST_MAJOR) return { version, hasLoggedModels: Number(major) >= 3 };
  throw new MlflowError('too-old', `cannot use the server ${transport.server.url}: it is MLflow ${version}`, {
    hint: `MLflow ${LEAST_MAJOR}.0 or newer is needed.`,
  });
}

/** Learns from calls what the version would tell. */
async function tryCalls({ call }: Transport, options?: CallOptions): Promise<ServerInfo> {
  const ask = { method: 'GET', task: 'find out which MLflow answers', read: () => true } as const;
  try {
    const hasLoggedModels = await call({ ...ask, path: 'mlflow/logged-models/m-none' }, options);
    return { hasLoggedModels };
  } catch (error) {
    if (isNotFound(error)) return { hasLoggedModels: true };
    if (!isMlflowError(error, 'not-mlflow') && !isMlflowError(error, 'unsupported')) throw error;
  }
  await call({ ...ask, path: 'mlflow/experiments/search', query: { max_results: 1 } }, options);
  return { hasLoggedModels: false };
}
