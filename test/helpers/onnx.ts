import { fileURLToPath } from 'node:url';
import { runCommand, runOrThrow } from './run-command.ts';

const python = process.env.DIABETES_TEST_PYTHON;
const RUN_MODELS = fileURLToPath(new URL('../fixtures/onnx/run-models.py', import.meta.url));

/** Why ONNX models cannot be run here, or undefined where they can. */
export const missingOnnx =
  python === undefined || (await runCommand([python, '-c', 'import onnx, onnxruntime'])).exitCode !== 0
    ? 'DIABETES_TEST_PYTHON names no Python with onnx and onnxruntime'
    : undefined;

/** What onnxruntime says of a model that onnx has checked. */
export interface OnnxRun {
  /** Whether Python's onnx would write the same bytes. */
  readonly isCanonical: boolean;
  /** Name, type and shape of each input and output. */
  readonly interface: readonly (readonly [string, string, readonly (number | string)[]])[];
  readonly metadata: Readonly<Record<string, string>>;
  /** The columns that it gives, by their names. */
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

/** Runs models with onnxruntime; `rows` are files of float32 numbers, least byte first. */
export async function runOnnx(
  models: readonly { readonly model: string; readonly rows: string }[],
): Promise<OnnxRun[]> {
  const paths = models.flatMap(({ model, rows }) => [model, rows]);
  return JSON.parse(await runOrThrow([python!, RUN_MODELS, ...paths])) as OnnxRun[];
}
