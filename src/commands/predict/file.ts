import { resolve } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { DiabetesError } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import { nameOf } from '../../pipeline/dataset/input-chunks.ts';
import { createPredictor } from '../../pipeline/prediction/predictor.ts';
import { lackingNotice } from '../../pipeline/workflows/lacking-notice.ts';
import { openPredictions } from '../../pipeline/workflows/open-predictions.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import { csvOf, writePredictions } from '../../pipeline/workflows/write-predictions.ts';
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
  readonly ignoreColumn: readonly string[];
}

/** Predicts each row of a file; an output file is complete or not there. */
export async function predictFile(
  options: PredictFileOptions,
  model: PredictModel,
  context: CommandContext,
): Promise<void> {
  const { manifest, weights, digest, version } = model.bundle();
  const { cwd, stdin, streams, signal } = context;
  const input = options.input === '-' ? addAbortSignal(signal, stdin) : resolve(cwd, options.input);
  const out = isStandardOutput(options.out) ? undefined : resolve(cwd, options.out);
  if (typeof input === 'string' && out !== undefined && isSameFile(input, out)) {
    throw new DiabetesError('USAGE', `--input and --out are the same file, ${out}`, {
      hint: 'Name another file with --out.',
    });
  }
  const predictor = createPredictor(manifest, weights);
  const to = out === undefined ? {} : { out };
  const predictions = await openPredictions({ input, predictor, ignore: options.ignoreColumn, ...to, signal });
  const progress = createProgress(streams, options);
  try {
    const lacking = predictions.absent.filter((column) => !options.ignoreColumn.includes(column));
    // Any subset of answers can be predicted from: it is no warning.
    if (lacking.length > 0 && !options.quiet) progress.report(lackingNotice(nameOf(input), lacking, model.schema));
    if (out === undefined) {
      progress.stop();
      await writeRows(context, csvOf(predictions));
      if (!options.quiet) streams.stderr.write(`${model.schema.disclaimer}\n`);
      return;
    }
    const rows = await createStageRunner(progress.report, context.clock)('predict', 'Predicting', async () => {
      const value = await writePredictions(out, predictions, signal);
      return { value, summary: quantity(value, 'row') };
    });
    progress.stop();
    const { disclaimer } = model.schema;
    const document = { schemaVersion: 1, command: 'predict', rows, out, model: { digest, version }, disclaimer };
    await createOutput(streams, options).result(
      document,
      (_, style) => `${quantity(rows, 'row')}, with predictions, in ${style.strong(out)}\n${wrapText(disclaimer)}`,
    );
  } finally {
    progress.stop();
    await predictions.close();
  }
}
