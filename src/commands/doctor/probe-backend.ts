/**
 * A program of its own that starts a backend and says what became of it: a native library that brings its process down
 * brings down this one, and `doctor` goes on. It prints one line of JSON, a `BackendProbe`.
 *
 *   usage: node probe-backend.js BACKEND [SCHEMA MILLISECONDS]
 *
 * With a schema it also trains for so long, and says how fast.
 */
import { parseSchema } from '../../pipeline/schema/parse-schema.ts';
import { DEFAULT_PARAMS, type BackendChoice } from '../../pipeline/params.ts';
import { readTextFile } from '../../foundation/read-text-file.ts';
import { systemClock } from '../../foundation/clock.ts';

/** What a backend that starts says, and one that does not. */
export type BackendProbe =
  | {
      readonly name: string;
      readonly library: string;
      readonly why: string;
      readonly rowsPerSecond?: number;
    }
  | { readonly error: string };

async function probe([choice, schemaPath, durationMs]: readonly string[]): Promise<BackendProbe> {
  try {
    const { startBackend } = await import('../../pipeline/training/backend.ts');
    const backend = await startBackend(choice as BackendChoice, process.env);
    const { name, library, why } = backend;
    if (schemaPath === undefined) return { name, library, why };
    const { measureTraining } = await import('../../pipeline/workflows/measure-training.ts');
    const schema = parseSchema(await readTextFile(schemaPath, 'the schema'), schemaPath);
    const rowsPerSecond = await measureTraining({
      schema,
      params: DEFAULT_PARAMS,
      backend,
      durationMs: Number(durationMs),
      clock: systemClock,
    });
    return { name, library, why, rowsPerSecond };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

process.stdout.write(`${JSON.stringify(await probe(process.argv.slice(2)))}\n`);
