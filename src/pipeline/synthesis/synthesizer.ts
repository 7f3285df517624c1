import { DiabetesError } from '../../foundation/errors.ts';
import type { Encoder } from '../features/encoder.ts';
import type { NetworkSpec } from '../model/network.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';

/** What the integer weights of all components add up to. */
export const WEIGHT_TOTAL = 100_000;

/** What the integer probabilities of one variable in one component add up to. */
export const PROBABILITY_TOTAL = 1000;

/** One indicator's distributions; level l is the code `minimum + l`. */
export interface SynthesizerColumn {
  readonly name: string;
  readonly minimum: number;
  /** [component][level], thousandths. */
  readonly probabilities: readonly (readonly number[])[];
}

/** The network that gives a synthetic row its class: a draw from softmax(logits). */
export interface LabelNetwork {
  readonly encoder: Encoder;
  readonly network: NetworkSpec;
  /** The flat parameter vector, as `layoutOf` lays it out. */
  readonly weights: readonly number[];
}

/** How synthetic rows compare with the real rows that the synthesizer was fitted on. */
export interface SynthesisQuality {
  /** The number of synthetic rows compared. */
  readonly rows: number;
  /** The worst difference between the shares of one answer or class, in percentage points. */
  readonly marginalError: number;
  /** The mean of these differences. */
  readonly meanMarginalError: number;
  /** The mean absolute difference between the correlations of two variables. */
  readonly correlationError: number;
  /** The share of synthetic rows whose answers are all those of some real row. */
  readonly copies: number;
  /** The share of real rows whose answers are all those of another real row: what an unseen person's row would have. */
  readonly realCopies: number;
}

/**
 * Makes rows that look like a survey's but belong to nobody: a mixture of products of categorical distributions draws
 * the answers, and a small network the class. It holds figures only, none of them a row.
 */
export interface Synthesizer {
  readonly formatVersion: 1;
  /** The name of the schema whose indicators `columns` are. */
  readonly schema: string;
  /** The number of real rows it was fitted on. */
  readonly rows: number;
  readonly quality: SynthesisQuality;
  /** One a component, in 1/100,000. */
  readonly weights: readonly number[];
  /** In the schema's order. */
  readonly columns: readonly SynthesizerColumn[];
  readonly label: LabelNetwork;
}

/** What sampling needs; the quality is known only afterwards. */
export type Sampler = Omit<Synthesizer, 'quality'>;

/**
 * Checks that a synthesizer makes rows of a survey: its name, its indicators, their ranges and the number of classes.
 *
 * @throws DiabetesError INVALID_SYNTHESIZER with every difference
 */
export function checkSynthesizer(synthesizer: Synthesizer, schema: SurveySchema): void {
  const details = [...columnDifferences(synthesizer, schema)];
  if (synthesizer.schema !== schema.name) {
    details.unshift({ where: 'schema', message: `"${synthesizer.schema}" is not "${schema.name}"` });
  }
  const { outputs } = synthesizer.label.network;
  const classes = schema.target.classes.length;
  if (outputs !== classes) {
    details.push({ where: 'label.network.outputs', message: `${outputs} classes, the schema has ${classes}` });
  }
  if (details.length === 0) return;
  throw new DiabetesError('INVALID_SYNTHESIZER', `The synthesizer does not make rows of the survey ${schema.name}`, {
    hint: 'Fit a synthesizer to this survey, or use the schema that it was fitted for.',
    details,
  });
}

function columnDifferences({ columns }: Synthesizer, { indicators }: SurveySchema): DiabetesError['details'] {
  if (columns.length !== indicators.length) {
    const message = `${columns.length} columns, the schema has ${indicators.length} indicators`;
    return [{ where: 'columns', message }];
  }
  return columns.flatMap(({ name, minimum, probabilities }, index) => {
    const indicator = indicators[index]!;
    const where = `columns[${index}]`;
    if (name !== indicator.name) return [{ where, message: `"${name}" is not "${indicator.name}"` }];
    const maximum = minimum + probabilities[0]!.length - 1;
    if (minimum >= indicator.minimum && maximum <= indicator.maximum) return [];
    const range = `${indicator.minimum} to ${indicator.maximum}`;
    return [{ where, message: `${name} has the codes ${minimum} to ${maximum}, the schema allows ${range}` }];
  });
}
