import type { Clock } from '../../foundation/clock.ts';
import { createRandom } from '../../foundation/random.ts';
import { rowsBetween, type Dataset } from '../dataset/dataset.ts';
import { fitEncoder } from '../features/fit-encoder.ts';
import type { Params } from '../params.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { Backend } from '../training/backend.ts';
import { fitNetwork } from '../training/fit-network.ts';

/** Enough for full batches, and for the second thread to be worth its start. */
const ROWS = 32_768;
const VALIDATION_ROWS = 256;
/** More than any machine goes through in the time. */
const EPOCHS = 1_000;

export interface MeasureTrainingOptions {
  readonly schema: SurveySchema;
  readonly params: Params;
  /** One that was started. */
  readonly backend: Backend;
  /** How long to train once the code is warm; three times as long in all at most. */
  readonly durationMs: number;
  readonly clock: Clock;
}

/**
 * How many rows a second the network of the params learns from here, by fitting it to random answers for a while. The
 * first epoch, in which the code gets warm, does not count unless the time is over before its end.
 */
export async function measureTraining({ schema, params, backend, durationMs, clock }: MeasureTrainingOptions) {
  const dataset = randomRows(schema);
  const breakpoints = params.features.breakpoints;
  const encoder = fitEncoder({ schema, dataset, breakpoints, present: true });
  const outputs = schema.target.classes.length;
  const timeIsUp = new AbortController();
  const marks: { readonly step: number; readonly ms: number }[] = [];
  const mark = (step: number): Promise<undefined> => {
    marks.push({ step, ms: clock.elapsed() });
    return Promise.resolve(undefined);
  };
  const stopAfter = (ms: number): void => {
    setTimeout(() => {
      timeIsUp.abort();
    }, ms).unref();
  };
  const fitting = fitNetwork({
    backend,
    encoder,
    network: { inputs: encoder.columns.length, hidden: params.train.hidden, outputs },
    rows: { train: dataset, validation: rowsBetween(dataset, 0, VALIDATION_ROWS) },
    settings: { ...params.train, epochs: EPOCHS },
    checkpoint: {
      // It is asked for when all is ready for the first step.
      load: () => {
        stopAfter(3 * durationMs);
        return mark(0);
      },
      save: ({ step }) => {
        if (marks.length === 1) stopAfter(durationMs);
        return mark(step);
      },
    },
    signal: timeIsUp.signal,
  });
  await fitting.catch((error: unknown) => {
    if (!timeIsUp.signal.aborted) throw error;
  });
  const first = marks.length > 2 ? marks[1]! : marks[0]!;
  const last = marks.at(-1)!;
  return ((last.step - first.step) * params.train.batch_size * 1000) / (last.ms - first.ms);
}

/** Answers and labels drawn evenly, the same ones every time. */
function randomRows({ indicators, target }: SurveySchema): Dataset {
  const random = createRandom(0, 'measure');
  const draw = (least: number, greatest: number): Uint8Array =>
    Uint8Array.from({ length: ROWS }, () => least + random.below(greatest - least + 1));
  return {
    rows: ROWS,
    columns: indicators.map(({ minimum, maximum }) => draw(minimum, maximum)),
    labels: draw(0, target.classes.length - 1),
  };
}
