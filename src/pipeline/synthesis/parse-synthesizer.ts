import { UNKNOWN_CODE } from '../dataset/dataset.ts';
import type { EncoderColumn } from '../features/encoder.ts';
import type { NetworkSpec } from '../model/network.ts';
import { parameterCount } from '../model/network.ts';
import type { Place } from './json-place.ts';
import { fieldsOf, integerOf, invalid, itemsOf, keyed, numberOf, sharesOf, textOf } from './json-place.ts';
import type { LabelNetwork, SynthesisQuality, Synthesizer, SynthesizerColumn } from './synthesizer.ts';
import { PROBABILITY_TOTAL, WEIGHT_TOTAL } from './synthesizer.ts';

/**
 * Reads a synthesizer from JSON and checks its shape, its sums and its sizes.
 *
 * @param where the file's name, for messages
 * @throws DiabetesError INVALID_SYNTHESIZER at the first value that breaks a rule
 */
export function parseSynthesizer(text: string, where: string): Synthesizer {
  const root = { value: parseJson(text, where), where, path: '' };
  const { formatVersion } = fieldsOf(root);
  if (formatVersion !== 1) {
    throw invalid(root, `has formatVersion ${JSON.stringify(formatVersion)}; this program reads version 1`);
  }
  const fields = keyed(root, ['formatVersion', 'schema', 'rows', 'quality', 'weights', 'columns', 'label']);
  const weights = sharesOf(fields.weights, WEIGHT_TOTAL);
  const columns = itemsOf(fields.columns).map((column) => parseColumn(column, weights.length));
  return {
    formatVersion: 1,
    schema: textOf(fields.schema),
    rows: integerOf(fields.rows, 1),
    quality: parseQuality(fields.quality),
    weights,
    columns,
    label: parseLabel(fields.label, columns.length),
  };
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid({ value: text, where, path: '' }, 'is not JSON', cause);
  }
}

function parseQuality(place: Place): SynthesisQuality {
  const fields = keyed(place, [
    'rows',
    'marginalError',
    'meanMarginalError',
    'correlationError',
    'copies',
    'realCopies',
  ]);
  return {
    rows: integerOf(fields.rows, 1),
    marginalError: numberOf(fields.marginalError),
    meanMarginalError: numberOf(fields.meanMarginalError),
    correlationError: numberOf(fields.correlationError),
    copies: numberOf(fields.copies),
    realCopies: numberOf(fields.realCopies),
  };
}

function parseColumn(place: Place, components: number): SynthesizerColumn {
  const fields = keyed(place, ['name', 'minimum', 'probabilities']);
  const lists = itemsOf(fields.probabilities);
  if (lists.length !== components) {
    throw invalid(fields.probabilities, `has ${lists.length} lists for the ${components} weights`);
  }
  const probabilities = lists.map((list) => sharesOf(list, PROBABILITY_TOTAL));
  const levels = probabilities[0]!.length;
  const odd = probabilities.findIndex((list) => list.length !== levels);
  if (odd >= 0) throw invalid(lists[odd]!, `has ${probabilities[odd]!.length} levels, not ${levels} as the first`);
  const minimum = integerOf(fields.minimum, 0);
  const maximum = minimum + levels - 1;
  if (maximum >= UNKNOWN_CODE) throw invalid(place, `has codes up to ${maximum}; the greatest is ${UNKNOWN_CODE - 1}`);
  return { name: textOf(fields.name), minimum, probabilities };
}

function parseLabel(place: Place, indicators: number): LabelNetwork {
  const fields = keyed(place, ['encoder', 'network', 'weights']);
  const encoder = keyed(fields.encoder, ['formatVersion', 'columns']);
  if (encoder.formatVersion.value !== 1) throw invalid(encoder.formatVersion, 'is not 1');
  const columns = itemsOf(encoder.columns).map((column) => parseEncoderColumn(column, indicators));
  const network = parseNetwork(fields.network);
  if (network.inputs !== columns.length) {
    throw invalid(fields.network, `has ${network.inputs} inputs, the encoder ${columns.length} columns`);
  }
  const weights = itemsOf(fields.weights).map(numberOf);
  const expected = parameterCount(network);
  if (weights.length !== expected) {
    throw invalid(fields.weights, `has ${weights.length} numbers, the network ${expected} parameters`);
  }
  return { encoder: { formatVersion: 1, columns }, network, weights };
}

function parseNetwork(place: Place): NetworkSpec {
  const fields = keyed(place, ['inputs', 'hidden', 'outputs']);
  return {
    inputs: integerOf(fields.inputs, 1),
    hidden: itemsOf(fields.hidden).map((units) => integerOf(units, 1)),
    outputs: integerOf(fields.outputs, 2),
  };
}

const KINDS = ['scale', 'threshold', 'hinge', 'indicator', 'present'] as const satisfies EncoderColumn['kind'][];

function parseEncoderColumn(place: Place, indicators: number): EncoderColumn {
  const fields = keyed(place, ['indicator', 'kind', 'at', 'divisor', 'center']);
  const indicator = integerOf(fields.indicator, 0);
  if (indicator >= indicators) throw invalid(fields.indicator, `is ${indicator}, the last column is ${indicators - 1}`);
  const kind = KINDS.find((name) => name === fields.kind.value);
  if (kind === undefined) throw invalid(fields.kind, `is none of ${KINDS.join(', ')}`);
  const divisor = numberOf(fields.divisor);
  if (divisor === 0) throw invalid(fields.divisor, 'is 0');
  return { indicator, kind, at: numberOf(fields.at), divisor, center: numberOf(fields.center) };
}
