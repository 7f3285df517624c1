import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BackendChoice } from '../../pipeline/params.ts';
import type { Finding } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';
import type { Check } from './check.ts';
import type { BackendProbe } from './probe-backend.ts';

/** Below the package's folder. */
const PROBE = join('dist', 'program', 'probe-backend.js');
const PROBE_TIMEOUT_MS = 30_000;
/** How long the speed is measured. */
const MEASURED_MS = 1_000;

/** What training computes with: the backend that `auto` takes, and whether the native one is there. */
export const BACKEND_CHECKS: readonly Check[] = [
  { name: 'backend', find: whereTraining(findBackend) },
  { name: 'native backend', find: whereTraining(findNative) },
];

/** How fast it is. It has the machine to itself, so it is done when all other checks have been. */
export const SPEED_CHECK: Check = { name: 'speed', find: whereTraining(findSpeed) };

/** The container image holds no part of training: there all that is to say is that. */
function whereTraining(find: (context: CommandContext) => Promise<Finding>): Check['find'] {
  return (context) => {
    if (existsSync(join(context.packageRoot, PROBE))) return find(context);
    return { state: 'note', value: 'this installation can predict but not train' };
  };
}

async function findBackend(context: CommandContext): Promise<Finding> {
  const [auto, cpu] = await Promise.all([probe(context, 'auto'), probe(context, 'cpu')]);
  if ('error' in auto) {
    return { state: 'problem', value: `no backend starts: ${auto.error}`, fix: 'npm install --global diabetes-mlops' };
  }
  const { name, library, why } = auto;
  if (name === 'cpu') return { state: 'note', value: `auto takes cpu, which is slow: ${why}`, detail: library };
  const fallback = 'error' in cpu ? `cpu does not start: ${cpu.error}` : 'cpu, which is slow, works too';
  return { state: 'ok', value: `auto takes ${name}: ${why}`, detail: `${library}\n${fallback}` };
}

async function findNative(context: CommandContext): Promise<Finding> {
  const native = await probe(context, 'node');
  if (!('error' in native)) return { state: 'ok', value: 'node works: --backend node', detail: native.library };
  return {
    state: 'note',
    value: native.error,
    detail: 'The default backend does not need it.',
    fix: installationOfNative(context),
  };
}

/** npm leaves an optional package out without a word where its download fails; a checkout can compile it. */
function installationOfNative({ packageRoot }: CommandContext): string {
  const script = join(packageRoot, 'scripts', 'build-tfjs-node.sh');
  if (existsSync(script)) return `bash ${script}`;
  const isGlobal = packageRoot.includes('/lib/node_modules/');
  return `npm install${isGlobal ? ' --global' : ''} --include=optional diabetes-mlops`;
}

async function findSpeed(context: CommandContext): Promise<Finding> {
  const schema = join(context.packageRoot, 'data', 'schema.yaml');
  const measured = await probe(context, 'auto', [schema, String(MEASURED_MS)]);
  if ('error' in measured) return { state: 'note', value: `not measured: ${measured.error}` };
  const { name, rowsPerSecond = 0 } = measured;
  // Two digits are as much as a second of measuring is worth.
  const rounded = Number(rowsPerSecond.toPrecision(2)).toLocaleString('en-US');
  return { state: 'ok', value: `training learns from about ${rounded} rows/s on ${name}` };
}

/** Starts a backend in a process of its own. */
async function probe(
  { packageRoot, runProcess, signal }: CommandContext,
  choice: BackendChoice,
  measure: readonly string[] = [],
): Promise<BackendProbe> {
  const argv = [process.execPath, join(packageRoot, PROBE), choice, ...measure] as const;
  const { exitCode, stdout, stderr, timedOut } = await runProcess(argv, { timeoutMs: PROBE_TIMEOUT_MS, signal });
  if (timedOut) return { error: `the backend ${choice} does not start within ${PROBE_TIMEOUT_MS / 1000} s` };
  try {
    // A library may have said something of its own before.
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as BackendProbe;
  } catch {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    const ended = exitCode === null ? 'was killed' : `ended with exit code ${exitCode}`;
    return { error: `the process of the backend ${choice} ${ended}${said === '' ? '' : `: ${said}`}` };
  }
}
