// How true the reference population of a model is: of people whose answers are hidden in part, how many have their
// prediction from all answers inside the range that was told for the answers left.
//
//   node bench/range.js SURVEY.csv MODEL
//
// It needs the built program (npm run build).
import { performance } from 'node:perf_hooks';
import { createRandom } from '../dist/foundation/random.js';
import { loadBundle, loadPopulation } from '../dist/pipeline/bundle/load-bundle.js';
import { readDataset } from '../dist/pipeline/dataset/read-dataset.js';
import { answerRange } from '../dist/pipeline/population/answer-range.js';
import { standingAmong } from '../dist/pipeline/population/standing.js';
import { predictOutcome } from '../dist/pipeline/prediction/prediction.js';
import { createPredictor } from '../dist/pipeline/prediction/predictor.js';
import { UNKNOWN_CODE } from '../dist/pipeline/dataset/dataset.js';

const PEOPLE = 2000;
const [source, folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node bench/range.js SURVEY.csv MODEL');
const bundle = await loadBundle(folder);
const { schema } = bundle.manifest;
const predictor = createPredictor(bundle.manifest, bundle.weights);
const { mixture, peers } = await loadPopulation(bundle);
const { dataset } = await readDataset({ source, schema });
const random = createRandom(1, 'bench');
const people = Array.from({ length: PEOPLE }, () => {
  const row = random.below(dataset.rows);
  return dataset.columns.map((column) =>
    column[row] === UNKNOWN_CODE && column instanceof Uint8Array ? Number.NaN : column[row],
  );
});
const keep = (names) => (values) => values.map((v, i) => (names.includes(schema.indicators[i].name) ? v : Number.NaN));
const hide = (share) => (values) => values.map((v) => (random.uniform() < share ? Number.NaN : v));

console.log(`${PEOPLE} people of ${source}, ranges at 90 %`);
for (const [title, mask] of [
  ['all but age and BMI hidden', keep(['Age', 'BMI'])],
  ['three of four hidden', hide(0.75)],
  ['half hidden', hide(0.5)],
  ['one of four hidden', hide(0.25)],
]) {
  let inside = 0;
  let below = 0;
  let width = 0;
  const start = performance.now();
  for (const values of people) {
    const range = answerRange(predictor, mixture, mask(values));
    const risk = predictOutcome(predictor, values).anyProbability;
    const [low, high] = range?.anyProbability ?? [risk, risk];
    inside += risk >= low && risk <= high ? 1 : 0;
    below += risk < low ? 1 : 0;
    width += high - low;
  }
  const ms = (performance.now() - start) / PEOPLE;
  const percent = (count) => `${((100 * count) / PEOPLE).toFixed(1)} %`;
  console.log(
    `${title.padEnd(28)} inside ${percent(inside)}, below ${percent(below)}, above ${percent(PEOPLE - inside - below)}, mean width ${(width / PEOPLE).toFixed(3)}, ${ms.toFixed(2)} ms a person`,
  );
}
const tenths = new Array(10).fill(0);
for (const values of people) {
  const { anyProbability } = predictOutcome(predictor, values);
  const { percentile } = standingAmong(peers, { values, anyProbability }, schema);
  tenths[Math.min(9, Math.floor(percentile / 10))] += 1;
}
console.log(`standings by tenths, of ${PEOPLE / 10} each: ${tenths.join(' ')}`);
