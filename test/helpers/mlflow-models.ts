import { spawn, spawnSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { endGroup, freePort, missingMlflow, missingOlderMlflow } from './mlflow-server.ts';
import { runCommand } from './run-command.ts';

const LOAD_MODELS = fileURLToPath(new URL('../fixtures/mlflow/load-models.py', import.meta.url));

/** A Python with MLflow, and why it cannot run models where it cannot. */
export interface MlflowPython {
  readonly program: string;
  readonly missing: string | undefined;
}

export const MLFLOW_3 = pythonOf('DIABETES_TEST_MLFLOW_PYTHON', missingMlflow);
export const MLFLOW_2 = pythonOf('DIABETES_TEST_MLFLOW2_PYTHON', missingOlderMlflow);

function pythonOf(variable: string, missing: string | undefined): MlflowPython {
  const program = process.env[variable] ?? '';
  if (missing !== undefined) return { program, missing };
  const { status } = spawnSync(program, ['-c', 'import onnx, onnxruntime']);
  return { program, missing: status === 0 ? undefined : `${variable} names no Python with onnx and onnxruntime` };
}

/** Predictions by the names of their columns. */
export type Columns = Readonly<Record<string, readonly number[]>>;

/** What MLflow says of a model and of people. */
export interface LoadedModel {
  readonly flavors: readonly string[];
  readonly inputs: readonly object[];
  readonly outputs: readonly object[];
  readonly metadata: object;
  readonly ids: Readonly<Record<string, unknown>>;
  /** The people of the example, and how many answers of each are unknown. */
  readonly example: { readonly people: number; readonly unknown: readonly number[] };
  /** What the serving example and the example give. */
  readonly served: Columns;
  readonly predicted: Columns;
  /** The names of the graph's inputs and outputs. */
  readonly graph: readonly [readonly string[], readonly string[]];
  /** Predictions of the same people as frames of several kinds. */
  readonly kinds: Readonly<Record<string, Columns>>;
  /** Those of the people with whole numbers alone, and their rows. */
  readonly int32: Columns;
  /** Why frames are refused. */
  readonly refused: Readonly<Record<'int64' | 'missing', string>>;
}

/** Loads models with MLflow, and predicts the people of a CSV file with each. @returns also what MLflow said besides */
export async function loadModels(
  python: MlflowPython,
  models: readonly { readonly folder: string; readonly people: string }[],
  cwd: string,
): Promise<{ readonly models: readonly LoadedModel[]; readonly said: string }> {
  const paths = models.flatMap(({ folder, people }) => [folder, people]);
  const { exitCode, stdout, stderr } = await runWithMlflow(python, ['python', LOAD_MODELS, ...paths], cwd);
  if (exitCode !== 0) throw new Error(stderr);
  return { models: JSON.parse(stdout) as LoadedModel[], said: stderr };
}

/** Runs `python`, `mlflow` or what uses them, for somebody who has set nothing of MLflow. */
export async function runWithMlflow({ program }: MlflowPython, argv: readonly [string, ...string[]], cwd: string) {
  return runCommand(argv, { cwd, env: plainEnvironment(program) });
}

function plainEnvironment(program: string): Readonly<Record<string, string | undefined>> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_'));
  const own = { PATH: [dirname(program), process.env.PATH].join(delimiter), MLFLOW_DISABLE_TELEMETRY: 'true' };
  return { ...Object.fromEntries(inherited), ...own };
}

/** `mlflow models serve` at work. */
export interface ScoringServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Serves a model, and waits until it answers. */
export async function serveModel({ program }: MlflowPython, model: string, folder: string): Promise<ScoringServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = await open(join(folder, 'serve.log'), 'w');
  const argv = ['-m', 'mlflow', 'models', 'serve', '-m', model, '--env-manager', 'local', '--port', String(port)];
  const child = spawn(program, argv, {
    cwd: folder,
    // A group of its own, so that all its processes are ended together.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: plainEnvironment(program),
  });
  await log.close();
  const stop = (): Promise<void> => endGroup(child, 'SIGTERM');
  while (child.exitCode === null && child.signalCode === null) {
    const isThere = await fetch(`${url}/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return { url, stop };
    await setTimeout(100);
  }
  await stop();
  throw new Error(`mlflow models serve ended; ${folder}/serve.log says why`);
}
