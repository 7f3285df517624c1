import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeFileAtomically } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { predictCsv } from '../../pipeline/predict-csv.ts';
import { createPredictor } from '../../pipeline/prediction/predictor.ts';
import { formatCount } from '../../terminal/format.ts';
import { createOutput } from '../../terminal/output.ts';
import { createProgress } from '../../terminal/progress.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';
import type { PredictModel } from './model.ts';

/** Which rows, and where they go with their predictions; `-` and no `out` are the standard streams. */
export interface PredictFileOptions extends CommonOptions {
  readonly input: string;
  readonly out?: string;
}

/** Predicts each row of a CSV file; the output is complete or not there. */
export async function predictFile(
  options: PredictFileOptions,
  model: PredictModel,
  context: CommandContext,
): Promise<void> {
  const bundle = model.bundle();
  const { cwd, stdin, streams, signal } = context;
  const input = options.input === '-' ? stdin : resolve(cwd, options.input);
  const out = options.out === undefined || options.out === '-' ? undefined : resolve(cwd, options.out);
  if (typeof input === 'string' && out !== undefined && isSameFile(input, out)) {
    throw new DiabetesError('USAGE', `--input and --out are the same file, ${out}`, {
      hint: 'Name another file with --out.',
    });
  }
  let rows = 0;
  const chunks = predictCsv({
    input,
    predictor: createPredictor(bundle.manifest, bundle.weights),
    signal,
    onRows: (done) => (rows = done),
  });
  if (out === undefined) {
    await pipeline(Readable.from(chunks), context.stdout, { end: false });
    if (!options.quiet) streams.stderr.write(`${model.schema.disclaimer}\n`);
    return;
  }
  const progress = createProgress(streams, options);
  try {
    progress.report({ type: 'stage-started', stage: 'predict', title: 'Predicting' });
    await writeFileAtomically(out, chunks);
  } finally {
    progress.stop();
  }
  await createOutput(streams, options).result(
    { schemaVersion: 1, command: 'predict', rows, out, model: { digest: bundle.digest, version: bundle.version } },
    (_, style) =>
      `${formatCount(rows)} rows, with their predictions, are in ${style.strong(out)}\n${model.schema.disclaimer}`,
  );
}

function isSameFile(input: string, output: string): boolean {
  return existsSync(input) && existsSync(output) && realpathSync(input) === realpathSync(output);
}
