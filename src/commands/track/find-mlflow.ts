import { access, constants } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { DiabetesError } from '../../foundation/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { projectRoot } from '../project-files.ts';

/** How MLflow is called, and the folder that the programs beside it are in. */
export interface MlflowProgram {
  readonly argv: readonly [string, ...string[]];
  readonly folder: string;
}

/** Where projects keep a Python of their own. */
const ENVIRONMENTS = ['.venv', 'venv'];
const HAS_MLFLOW = "import importlib.metadata as m; m.version('mlflow')";

/**
 * The MLflow of the Python that is named; else of the PATH, or of the project's own Python.
 *
 * @throws DiabetesError TOOL_MISSING where there is none
 */
export async function findMlflow(python: string | undefined, context: CommandContext): Promise<MlflowProgram> {
  const { environment, cwd } = context;
  if (python !== undefined) {
    const program = python.includes('/') ? resolve(cwd, python) : python;
    const found = await mlflowOf(program, context);
    if (found !== undefined) return found;
    throw missing(`the Python ${python} has no mlflow, or is none`, `${python} -m pip install mlflow`);
  }
  for (const folder of (environment.PATH ?? '').split(delimiter).filter((path) => path !== '')) {
    const program = join(resolve(cwd, folder), 'mlflow');
    if (await isExecutable(program)) return { argv: [program], folder: dirname(program) };
  }
  for (const name of ENVIRONMENTS) {
    const program = join(projectRoot(context), name, 'bin', 'python');
    const found = (await isExecutable(program)) ? await mlflowOf(program, context) : undefined;
    if (found !== undefined) return found;
  }
  throw missing('mlflow is not installed: neither the PATH nor .venv has it', 'pip install mlflow');
}

async function mlflowOf(program: string, { runProcess }: CommandContext): Promise<MlflowProgram | undefined> {
  const { exitCode } = await runProcess([program, '-c', HAS_MLFLOW]);
  return exitCode === 0 ? { argv: [program, '-m', 'mlflow'], folder: dirname(program) } : undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function missing(message: string, install: string): DiabetesError {
  return new DiabetesError('TOOL_MISSING', message, {
    hint: `\`${install}\`, or compare runs without it: \`diabetes track report\``,
  });
}
