import { quantity } from '../../foundation/quantity.ts';
import { setImmediate } from 'node:timers/promises';
import { DiabetesError } from '../../foundation/errors.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Reporter } from '../../foundation/events.ts';
import { rowsBetween } from '../dataset/dataset.ts';
import { readDataset } from '../dataset/read-dataset.ts';
import { fitEncoder } from '../features/fit-encoder.ts';
import { DEFAULT_PARAMS } from '../params.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { createStageRunner } from './stages.ts';
import { createSynthesizer } from '../synthesis/create-synthesizer.ts';
import { fitMixture } from '../synthesis/fit-mixture.ts';
import type { Synthesizer } from '../synthesis/synthesizer.ts';
import { startBackend } from '../training/backend.ts';
import { fitNetwork } from '../training/fit-network.ts';

/** The mixture's components: more make the file larger, and the rows no better once the label network is there. */
const COMPONENTS = 50;
const ITERATIONS = 30;
/** The label network is small enough to be spelt out in the file, and sees complete rows alone. */
const LABEL_PARAMS = {
  ...DEFAULT_PARAMS.train,
  hidden: [32, 16],
  epochs: 12,
  learning_rate: 0.01,
  weight_decay: 0.3,
  complete_share: 1,
} as const;

export interface FitSynthesizerOptions {
  /** A CSV or Parquet file of labelled rows. */
  readonly path: string;
  readonly schema: SurveySchema;
  readonly seed: number;
  readonly report: Reporter;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Fits the maker of synthetic rows: a mixture for the answers, and a small network for the class.
 *
 * @throws DiabetesError for rows that cannot be used, or a column that has other values than codes of 0 to 254
 */
export async function fitSynthesizer(options: FitSynthesizerOptions): Promise<Synthesizer> {
  const { path, schema, seed, report, clock, signal } = options;
  const stage = createStageRunner(report, clock);
  const classes = schema.target.classes.length;
  const { dataset } = await stage('read', 'Reading the rows', async () => {
    const value = await readDataset({ source: path, schema });
    refuseLacking(path, value.absent);
    return { value, summary: quantity(value.dataset.rows, 'row') };
  });
  const mixture = await stage('fit', 'Fitting the mixture', async () => {
    const onIteration = async (done: number): Promise<void> => {
      report({ type: 'progress', stage: 'fit', done, total: ITERATIONS });
      await setImmediate();
      signal?.throwIfAborted();
    };
    const size = { components: COMPONENTS, iterations: ITERATIONS };
    return {
      value: await fitMixture({ dataset, classes, seed, onIteration, ...size }),
      summary: quantity(COMPONENTS, 'component'),
    };
  });
  const label = await stage('fit', 'Fitting the label network', async () => {
    const backend = await startBackend('auto', {});
    const breakpoints = DEFAULT_PARAMS.features.breakpoints;
    const encoder = fitEncoder({ schema, dataset, breakpoints, present: false });
    const network = { inputs: encoder.columns.length, hidden: LABEL_PARAMS.hidden, outputs: classes };
    const rows = { train: dataset, validation: rowsBetween(dataset, 0, 0) };
    const { weights } = await fitNetwork({
      encoder,
      network,
      rows,
      settings: { ...LABEL_PARAMS, seed },
      backend,
      ...(signal === undefined ? {} : { signal }),
    });
    return { value: { encoder, network, weights: [...weights] }, summary: quantity(weights.length, 'parameter') };
  });
  return stage('evaluate', 'Comparing synthetic with real rows', () => {
    const value = createSynthesizer({ schema, dataset, mixture, label, seed });
    return { value, summary: `worst marginal ${value.quality.marginalError.toFixed(2)} points` };
  });
}

/** Nothing can be learnt about answers that nobody gave. */
function refuseLacking(path: string, absent: readonly string[]): void {
  if (absent.length === 0) return;
  throw new DiabetesError('INVALID_DATA', `${path} lacks ${absent.join(', ')}; synthetic rows need every indicator`, {
    hint: 'Give a file with all columns of the survey.',
  });
}
