import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DiabetesError } from '../../foundation/errors.ts';
import { startServerProcess, type ServerProcess } from '../../foundation/server-process.ts';
import { errorCodeOf } from '../../foundation/write-failure.ts';
import type { CommandContext } from '../command-context.ts';
import type { MlflowProgram } from './find-mlflow.ts';

const HOST = '127.0.0.1';
const POLL_MS = 150;

/** A server of MLflow's, on this machine alone. */
export interface LocalMlflow {
  readonly url: string;
  readonly process: ServerProcess;
}

export interface LocalMlflowOptions {
  readonly program: MlflowProgram;
  /** Holds its database, its artifacts and its log. */
  readonly folder: string;
  readonly port: number;
}

/**
 * Starts `mlflow server` and waits until it answers. Its stores are named from its folder on, so that a project can be
 * moved.
 *
 * @throws DiabetesError TOOL_FAILED where it ends before it answers, in its own words; the signal's reason
 */
export async function startLocalMlflow(
  { program, folder, port }: LocalMlflowOptions,
  { environment, signal }: Pick<CommandContext, 'environment' | 'signal'>,
): Promise<LocalMlflow> {
  await mkdir(folder, { recursive: true });
  const log = join(folder, 'server.log');
  const stores = ['--backend-store-uri', 'sqlite:///mlflow.db', '--artifacts-destination', './artifacts'];
  const place = ['--host', HOST, '--port', String(port), '--workers', '1'];
  const url = `http://${HOST}:${port}`;
  const server = await startServerProcess([...program.argv, 'server', ...place, ...stores], {
    cwd: folder,
    env: variablesOf(environment, program),
    log,
  });
  try {
    while (!(await answers(url))) {
      if (server.hasEnded()) throw await failure(log, folder);
      await setTimeout(POLL_MS, undefined, { signal });
    }
    return { url, process: server };
  } catch (error) {
    await server.stop();
    signal.throwIfAborted();
    throw error;
  }
}

/**
 * Refuses a port that is taken, and says by whom where that can be asked.
 *
 * @throws DiabetesError USAGE
 */
export async function checkPort(port: number): Promise<void> {
  const server = createServer().listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = errorCodeOf(error);
    const why =
      code === 'EADDRINUSE' ? await holderOf(port) : code === 'EACCES' ? 'it takes more rights' : String(code);
    throw new DiabetesError('USAGE', `cannot listen on port ${port} of ${HOST}: ${why}`, {
      hint: `Name another: diabetes track ui --port ${port < 1024 ? 5000 : port + 1}`,
    });
  } finally {
    server.close();
  }
}

/** Variables that describe another server, or other stores, are not for this one. */
function variablesOf(environment: CommandContext['environment'], { folder }: MlflowProgram): ServerEnvironment {
  const others = Object.entries(environment).filter(([name]) => !name.startsWith('MLFLOW_'));
  return {
    ...Object.fromEntries(others),
    PATH: [folder, environment.PATH].join(delimiter),
    // A job runner and its workers, which take 1.5 GB, have nothing to do here.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    MLFLOW_DISABLE_TELEMETRY: 'true',
  };
}

type ServerEnvironment = Readonly<Record<string, string | undefined>>;

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function holderOf(port: number): Promise<string> {
  const ask = async (path: string): Promise<Response | undefined> =>
    fetch(`http://${HOST}:${port}${path}`, { signal: AbortSignal.timeout(2_000), redirect: 'manual' }).catch(
      () => undefined,
    );
  const version = (await (await ask('/version'))?.text())?.trim() ?? '';
  if (/^\d+\.\d+\.\d+/.test(version)) return `an MLflow ${version.slice(0, 12)} answers there`;
  const name = (await ask('/'))?.headers.get('server');
  return name == null ? 'another program listens there' : `another program listens there, which calls itself ${name}`;
}

const MOST_LINES = 6;

async function failure(log: string, folder: string): Promise<DiabetesError> {
  const text = await readFile(log, 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const last = lines.at(-1)?.trim() ?? 'it said nothing';
  const isOutdated = /out-of-date database schema|can't locate revision/i.test(text);
  const hint = isOutdated
    ? `Another MLflow made the database. Remove ${folder}: the runs are delivered anew.`
    : `All that it said is in ${log}`;
  return new DiabetesError('TOOL_FAILED', `mlflow server does not start: ${last}`, {
    hint,
    details: lines.slice(-MOST_LINES, -1).map((message) => ({ where: 'mlflow', message: message.trim() })),
  });
}
