import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { writeFileAtomically } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import { predictCsv } from '../../pipeline/workflows/predict-csv.ts';
import { createPredictor } from '../../pipeline/prediction/predictor.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import { createOutput } from '../../terminal/output.ts';
import { createProgress } from '../../terminal/progress.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';
import { isSameFile } from '../same-file.ts';
import { isStandardOutput, writeRows } from '../standard-output.ts';
import type { PredictModel } from './model.ts';

/** Which rows, and where they go with their predictions; `-` and no `out` are the standard streams. */
export interface PredictFileOptions extends CommonOptions {
  readonly input: string;
  readonly out?: string;
}

/** Predicts each row of a CSV file; an output file is complete or not there. */
export async function predictFile(
  options: PredictFileOptions,
  model: PredictModel,
  context: CommandContext,
): Promise<void> {
  const bundle = model.bundle();
  const { cwd, stdin, streams, signal, clock } = context;
  const input = options.input === '-' ? addAbortSignal(signal, stdin) : resolve(cwd, options.input);
  const out = isStandardOutput(options.out) ? undefined : resolve(cwd, options.out);
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
    await writeRows(context, chunks);
    if (!options.quiet) streams.stderr.write(`${model.schema.disclaimer}\n`);
    return;
  }
  const progress = createProgress(streams, options);
  try {
    await createStageRunner(progress.report, clock)('predict', 'Predicting', async () => {
      await writeFileAtomically(out, chunks);
      return { value: undefined, summary: quantity(rows, 'row') };
    });
  } finally {
    progress.stop();
  }
  await createOutput(streams, options).result(
    {
      schemaVersion: 1,
      command: 'predict',
      rows,
      out,
      model: { digest: bundle.digest, version: bundle.version },
      disclaimer: model.schema.disclaimer,
    },
    (_, style) =>
      `${quantity(rows, 'row')}, with predictions, in ${style.strong(out)}\n${wrapText(model.schema.disclaimer)}`,
  );
}
