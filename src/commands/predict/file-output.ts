import { quantity } from '../../foundation/quantity.ts';
import type { Predictions } from '../../pipeline/workflows/open-predictions.ts';
import { pacedReporter } from '../../pipeline/workflows/progress-reporter.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import { writePredictions, type WrittenPredictions } from '../../pipeline/workflows/write-predictions.ts';
import { createOutput } from '../../terminal/output.ts';
import type { Progress } from '../../terminal/progress.ts';
import type { Style } from '../../terminal/style.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import type { CommandContext } from '../command-context.ts';
import { writeRows } from '../standard-output.ts';
import type { FilePaths, PredictFileOptions } from './file-options.ts';
import type { PredictModel } from './model.ts';

/** All that a run over a file is made of. */
interface FileRun {
  readonly options: PredictFileOptions;
  readonly paths: FilePaths;
  readonly predictions: Predictions;
  readonly progress: Progress;
  readonly model: PredictModel;
  readonly context: CommandContext;
}

/** Writes the rows to standard output, where no progress may be drawn among them. */
export async function writeToStandardOutput(run: FileRun): Promise<WrittenPredictions> {
  const { options, paths, predictions, progress, model, context } = run;
  progress.stop();
  const written = await writePredictions(predictions, {
    ...errorsOf(paths),
    out: (text) => writeRows(context, text),
    signal: context.signal,
  });
  if (options.quiet) return written;
  const rejected = paths.errors === undefined ? '' : `${describeRejected(written, paths.errors)}\n`;
  context.streams.stderr.write(`${rejected}${model.schema.disclaimer}\n`);
  return written;
}

/** Writes the rows to a file, and says what came of them. */
export async function writeToFile(run: FileRun, out: string): Promise<WrittenPredictions> {
  const { options, paths, predictions, progress, model, context } = run;
  const { clock, signal, streams } = context;
  const tell = pacedReporter('predict', progress.report, clock);
  const onRows = (rows: number): void => {
    tell(predictions.progress() ?? { done: rows, total: 0, unit: 'row' });
  };
  const written = await createStageRunner(progress.report, clock)('predict', 'Predicting', async () => {
    const value = await writePredictions(predictions, { ...errorsOf(paths), out, onRows, signal });
    return { value, summary: quantity(value.rows, 'row') };
  });
  progress.stop();
  const { digest, version } = model.bundle();
  const { disclaimer } = model.schema;
  const { rows, rejected } = written;
  const collected = paths.errors === undefined ? {} : { rejected, errors: paths.errors };
  const document = {
    schemaVersion: 1,
    command: 'predict',
    rows,
    out,
    ...collected,
    model: { digest, version },
    disclaimer,
  };
  const render = (_: unknown, style: Style): string => {
    const lines = [`${quantity(rows, 'row')}, with predictions, in ${style.strong(out)}`];
    if (paths.errors !== undefined) lines.push(describeRejected(written, style.strong(paths.errors)));
    return [...lines, wrapText(disclaimer)].join('\n');
  };
  await createOutput(streams, options).result(document, render);
  return written;
}

function errorsOf({ errors }: FilePaths): Pick<FilePaths, 'errors'> {
  return errors === undefined ? {} : { errors };
}

function describeRejected({ rejected }: WrittenPredictions, errors: string): string {
  if (rejected === 0) return `No row was left out: ${errors} has its header alone`;
  return `${quantity(rejected, 'row')} could not be predicted: ${errors} says why`;
}
