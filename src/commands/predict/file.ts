import { addAbortSignal } from 'node:stream';
import { NegativeResult } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import { nameOf } from '../../pipeline/dataset/input-chunks.ts';
import { createPredictor } from '../../pipeline/prediction/predictor.ts';
import { lackingNotice } from '../../pipeline/workflows/lacking-notice.ts';
import { openPredictions, type Predictions } from '../../pipeline/workflows/open-predictions.ts';
import { createProgress } from '../../terminal/progress.ts';
import type { CommandContext } from '../command-context.ts';
import { resolveFilePaths, type PredictFileOptions } from './file-options.ts';
import { writeToFile, writeToStandardOutput } from './file-output.ts';
import type { PredictModel } from './model.ts';

/**
 * Predicts each row of a file; an output file is complete or not there.
 *
 * @throws NegativeResult 3 under --strict where a row could not be predicted
 */
export async function predictFile(
  options: PredictFileOptions,
  model: PredictModel,
  context: CommandContext,
): Promise<void> {
  const { manifest, weights } = model.bundle();
  const { stdin, streams, signal } = context;
  const paths = await resolveFilePaths(options, context);
  const { out, errors } = paths;
  const input = paths.input ?? addAbortSignal(signal, stdin);
  const ignore = options.ignoreColumn;
  const to = out === undefined ? {} : { out };
  const rejects = errors !== undefined;
  const predictor = createPredictor(manifest, weights);
  const predictions = await openPredictions({ input, predictor, ignore, ...to, rejects, signal });
  const progress = createProgress(streams, options);
  try {
    const lacking = predictions.absent.filter((column) => !ignore.includes(column));
    // Any subset of answers can be predicted from: it is no warning.
    if (lacking.length > 0 && !options.quiet) {
      progress.report(lackingNotice(seenPart(nameOf(input), predictions), lacking, model.schema));
    }
    const run = { options, paths, predictions, progress, model, context };
    const { rejected } = await (out === undefined ? writeToStandardOutput(run) : writeToFile(run, out));
    if (options.strict && rejected > 0) throw new NegativeResult(3);
  } finally {
    progress.stop();
    await predictions.close();
  }
}

/** What is known to lack columns: of JSON Lines, which have no header, the rows that were looked at. */
function seenPart(name: string, { headerRows }: Predictions): string {
  return headerRows === undefined ? name : `the beginning of ${name} (${quantity(headerRows, 'row')})`;
}
