import { createRandom } from '../../../src/foundation/random.ts';
import type { Dataset } from '../../../src/pipeline/dataset/dataset.ts';
import type { Indicator, SurveySchema } from '../../../src/pipeline/schema/survey-schema.ts';
import type { LabelNetwork, Synthesizer } from '../../../src/pipeline/synthesis/synthesizer.ts';

const indicator = (name: string, minimum: number, maximum: number): Indicator => ({
  name,
  type: minimum === 0 && maximum === 1 ? 'binary' : 'count',
  label: name,
  question: `${name}?`,
  flag: name.toLowerCase(),
  aliases: [],
  minimum,
  maximum,
  levels: [],
  group: 'all',
  sensitive: false,
});

/** Two yes-or-no answers and a size of 10 to 20. */
export const schema: SurveySchema = {
  formatVersion: 1,
  name: 'small',
  title: 'A small survey',
  source: 'made up',
  target: {
    name: 'Ill',
    classes: [
      { id: 'no', label: 0, title: 'No' },
      { id: 'yes', label: 1, title: 'Yes' },
    ],
  },
  indicators: [indicator('Smoker', 0, 1), indicator('Active', 0, 1), indicator('Size', 10, 20)],
  peers: [],
  disclaimer: 'None of it is real.',
};

/** Logits 0 and 2 x Smoker + (Size - 12) / 10 - 1, without a hidden layer. */
export const label: LabelNetwork = {
  encoder: {
    formatVersion: 1,
    columns: [
      { indicator: 0, kind: 'scale', at: 0, divisor: 1, center: 0 },
      { indicator: 2, kind: 'scale', at: 0, divisor: 10, center: 1.2 },
    ],
  },
  network: { inputs: 2, hidden: [], outputs: 2 },
  weights: [0, 2, 0, 1, 0, -1],
};

/** Two kinds of people: active non-smokers of size 11 or 12, and inactive smokers of size 12 to 14. */
export const synthesizer: Synthesizer = {
  formatVersion: 1,
  schema: 'small',
  rows: 5000,
  quality: {
    rows: 5000,
    marginalError: 0.5,
    meanMarginalError: 0.1,
    correlationError: 0.01,
    copies: 0.25,
    realCopies: 0.3,
  },
  weights: [70_000, 30_000],
  // prettier-ignore
  columns: [
    { name: 'Smoker', minimum: 0, probabilities: [[900, 100], [50, 950]] },
    { name: 'Active', minimum: 0, probabilities: [[0, 1000], [800, 200]] },
    { name: 'Size', minimum: 11, probabilities: [[500, 500, 0, 0], [0, 100, 400, 500]] },
  ],
  label,
};

/** What a call throws. */
export function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

/** Rows of two well separated kinds (30 % and 70 %) over two binary columns, one of 10 to 14, and two classes. */
export function twoKinds(rows: number, seed: number): Dataset {
  const random = createRandom(seed, 'test');
  const first = new Uint8Array(rows);
  const second = new Uint8Array(rows);
  const third = new Uint8Array(rows);
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const rare = random.uniform() < 0.3;
    first[row] = random.uniform() < (rare ? 0.95 : 0.05) ? 1 : 0;
    second[row] = random.uniform() < (rare ? 0.9 : 0.1) ? 1 : 0;
    third[row] = rare ? 13 + random.below(2) : 10 + random.below(3);
    labels[row] = random.uniform() < (rare ? 0.8 : 0.1) ? 1 : 0;
  }
  return { rows, columns: [first, second, third], labels };
}
