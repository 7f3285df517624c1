import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The Python of MLflow 3 that tests use, and that of MLflow 2. */
const python = process.env.DIABETES_TEST_MLFLOW_PYTHON;
const olderPython = process.env.DIABETES_TEST_MLFLOW2_PYTHON;

/** Why there is no MLflow here, or undefined where there is. */
export const missingMlflow = missing('DIABETES_TEST_MLFLOW_PYTHON', python);
export const missingOlderMlflow = missing('DIABETES_TEST_MLFLOW2_PYTHON', olderPython);

export const missingMlflowAuth =
  missingMlflow ??
  (spawnSync(python!, ['-c', 'import flask_wtf']).status === 0 ? undefined : 'that Python has no mlflow[auth]');

/** How long a server may take to start where other tests run beside it; for `beforeAll`. */
export const MLFLOW_START_MS = 180_000;

export interface MlflowServerOptions {
  /** Starts MLflow 2 instead. */
  readonly isOlder?: boolean;
  /** Behind `mlflow server` and the options that every server has. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A real `mlflow server` of one worker with a SQLite store of its own in a temporary folder. */
export interface MlflowServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly folder: string;
  /** Ends it all at once, as a machine that fails would; what is stored stays. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port and store. */
  readonly restart: () => Promise<void>;
  /** Ends it and removes what it has stored. */
  readonly stop: () => Promise<void>;
}

/** Starts a server, and waits until it answers. */
export async function startMlflow(options: MlflowServerOptions = {}): Promise<MlflowServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    await endGroup(child, 'SIGKILL');
    child = undefined;
  };
  const killAtExit = (): void => {
    if (child?.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  process.once('exit', killAtExit);
  const restart = async (): Promise<void> => {
    await kill();
    child = await spawnServer(folder, port, options);
    await answered(url, child, folder);
  };
  const stop = async (): Promise<void> => {
    await endGroup(child, 'SIGTERM');
    process.off('exit', killAtExit);
    await rm(folder, { recursive: true, force: true });
  };
  await restart().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, folder, kill, restart, stop };
}

async function spawnServer(folder: string, port: number, options: MlflowServerOptions): Promise<ChildProcess> {
  const program = (options.isOlder === true ? olderPython : python)!;
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_'));
  const log = await open(join(folder, 'server.log'), 'a');
  const stores = [
    '--backend-store-uri',
    `sqlite:///${folder}/mlflow.db`,
    '--artifacts-destination',
    `${folder}/artifacts`,
  ];
  const place = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const child = spawn(program, ['-m', 'mlflow', 'server', ...place, ...stores, ...(options.args ?? [])], {
    cwd: folder,
    // A group of its own, so that all its processes are ended together.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: {
      ...Object.fromEntries(inherited),
      HOME: folder,
      PATH: [dirname(program), process.env.PATH].join(delimiter),
      // Seven processes and 2 GB less.
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      ...options.env,
    },
  });
  await log.close();
  return child;
}

async function answered(url: string, child: ChildProcess, folder: string): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const isThere = await fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    await setTimeout(100);
  }
  throw new Error(`mlflow server does not start:\n${await readFile(join(folder, 'server.log'), 'utf8')}`);
}

const GRACE_TRIES = 100;
const MOST_TRIES = 200;

/** Ends a process and all that it started, and waits until they are gone. */
export async function endGroup(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  const group = child?.pid;
  if (group === undefined) return;
  signalGroup(group, signal);
  // A process that ended without anybody to take note of it stays in its group.
  for (let tries = 0; tries < MOST_TRIES && signalGroup(group, 0); tries += 1) {
    if (tries === GRACE_TRIES) signalGroup(group, 'SIGKILL');
    await setTimeout(100);
  }
}

/** Whether there was anybody in the group. */
function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function missing(variable: string, program: string | undefined): string | undefined {
  const isThere = program !== undefined && existsSync(join(dirname(program), 'mlflow'));
  return isThere ? undefined : `${variable} names no Python with mlflow`;
}
