import type { Dataset } from '../dataset/dataset.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { fitAnswerMixture } from './fit-answer-mixture.ts';
import { findPeers } from './fit-peers.ts';
import { findRareAnswers } from './fit-rare-answers.ts';
import { POPULATION_FORMAT_VERSION, type Population } from './population.ts';
import { thinColumn, thinRows } from './thin-rows.ts';

/** More rows take time and memory, and tell hardly more. */
const MOST_COUNTED = 200_000;
const MOST_RANKED = 50_000;
const MOST_FITTED = 10_000;

export interface PopulationOptions {
  readonly schema: SurveySchema;
  /** The training rows. */
  readonly train: Dataset;
  /** Rows that the model was not fitted on, and its probability of any class but the first for each. */
  readonly validation: Dataset;
  readonly risks: Float64Array;
  readonly seed: number;
}

/** Learns what the people are like that a model learnt from. The same rows and seed give the same bytes. */
export async function fitPopulation(options: PopulationOptions): Promise<Population> {
  const { schema, train, validation, risks, seed } = options;
  const counted = thinRows(train, MOST_COUNTED);
  return {
    formatVersion: POPULATION_FORMAT_VERSION,
    rows: counted.rows,
    mixture: await fitAnswerMixture(thinRows(train, MOST_FITTED), schema.target.classes.length, seed),
    peers: findPeers(thinRows(validation, MOST_RANKED), thinColumn(risks, MOST_RANKED), schema),
    rare: findRareAnswers(counted, schema),
  };
}
