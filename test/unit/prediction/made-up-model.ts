import { createRandom, type Random } from '../../../src/foundation/random.ts';
import { encodeValue, type EncoderColumn } from '../../../src/pipeline/features/encoder.ts';
import type { ModelSpec } from '../../../src/pipeline/model/model.ts';
import { layoutOf, parameterCount } from '../../../src/pipeline/model/network.ts';
import type { Indicator, IndicatorType } from '../../../src/pipeline/schema/survey-schema.ts';

/** Indicators that make every kind of group: joined, alone because open, alone because too wide, and untidy ranges. */
const RANGES: readonly (readonly [type: IndicatorType, minimum: number, maximum: number])[] = [
  ['binary', 0, 1],
  ['ordinal', 1, 5],
  ['continuous', 12, 98],
  ['binary', 0, 1],
  ['count', -3, 30],
  ['count', 0, 30],
  ['count', 0, 100_000],
  ['continuous', 0.2, 0.7],
  ['ordinal', 1, 13],
];

export interface MadeUpModel {
  readonly spec: ModelSpec;
  readonly weights: Float32Array;
  readonly random: Random;
}

/** A model with seeded weights, calibration and decision weights. */
export function madeUpModel(hidden: readonly number[], classIds = ['none', 'prediabetes', 'diabetes']): MadeUpModel {
  const random = createRandom(11, 'made-up');
  const indicators = RANGES.map(([type, minimum, maximum], i) => indicator(`I${i}`, type, { minimum, maximum }));
  const kinds = ['scale', 'threshold', 'hinge', 'indicator', 'present'] as const;
  const columns: EncoderColumn[] = kinds.flatMap((kind) =>
    indicators.map((_, i) => ({
      indicator: i,
      kind,
      at: 1 + (i % 4),
      divisor: RANGES[i]![2],
      center: random.uniform(),
    })),
  );
  const network = { inputs: columns.length, hidden, outputs: classIds.length };
  const spec: ModelSpec = {
    schema: {
      formatVersion: 1,
      name: 'made-up',
      title: 'Made up',
      source: '',
      target: { name: 'y', classes: classIds.map((id, label) => ({ id, label, title: id })) },
      indicators,
      peers: [],
      disclaimer: '',
    },
    encoder: { formatVersion: 1, columns },
    network,
    calibration: { kind: 'temperature', temperature: 1.3 },
    decision: { objective: 'macro_f1', weights: classIds.map((_, i) => 1 + 2 * i) },
  };
  const weights = Float32Array.from({ length: parameterCount(network) }, () => random.normal() * 0.3);
  return { spec, weights, random };
}

/** People with answers of the schema, some unknown, some with fractions, some outside the range. */
export function madeUpPeople({ spec, random }: MadeUpModel, count: number): Float32Array {
  const people = Array.from({ length: count }, () =>
    spec.schema.indicators.map(({ minimum, maximum }) => {
      const kind = random.uniform();
      if (kind < 0.2) return NaN;
      const code = Math.ceil(minimum) + random.below(Math.max(1, Math.floor(maximum - minimum) + 1));
      if (kind < 0.9) return code;
      return kind < 0.95 ? code + 0.3 : kind < 0.975 ? maximum + 1 : minimum - 1;
    }),
  );
  return Float32Array.from(people.flat());
}

/** The dense forward pass as the formulas have it, for one person. */
export function naiveLogits({ spec, weights }: Pick<MadeUpModel, 'spec' | 'weights'>, person: Float32Array): number[] {
  let values = spec.encoder.columns.map((column) => encodeValue(column, person[column.indicator]!));
  for (const [depth, { inputs, units, kernelOffset, biasOffset }] of layoutOf(spec.network).entries()) {
    const before = depth === 0 ? values : values.map((value) => Math.max(0, value));
    values = Array.from({ length: units }, (_, unit) => {
      let sum = weights[biasOffset + unit]!;
      for (let input = 0; input < inputs; input++)
        sum += before[input]! * weights[kernelOffset + input * units + unit]!;
      return sum;
    });
  }
  return values;
}

function indicator(name: string, type: IndicatorType, range: { minimum: number; maximum: number }): Indicator {
  const texts = { label: name, question: '', flag: name.toLowerCase(), group: '' };
  return { name, type, ...texts, ...range, aliases: [], levels: [], sensitive: false };
}
