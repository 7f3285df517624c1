import { borrowMemory, giveBack } from '../../foundation/borrowed-memory.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { createRandom, shuffle } from '../../foundation/random.ts';
import type { SplitParams } from '../params.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import type { Dataset } from './dataset.ts';

/** Which rows serve what: row indices from 0, ascending, each row in one part. They may lie in borrowed memory. */
export interface RowSplit {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

type Part = keyof RowSplit;

const PARTS: readonly Part[] = ['train', 'validation', 'test'];

/** How rows were divided, as a manifest keeps it. */
export interface SplitRecipe extends SplitParams {
  readonly method: 'stratified';
  readonly rows: Readonly<Record<Part, number>>;
}

/** How many rows each class has, in the schema's order. */
export function countClasses(dataset: Dataset, schema: SurveySchema): number[] {
  const counts = schema.target.classes.map(() => 0);
  for (let row = 0; row < dataset.rows; row++) counts[dataset.labels[row]!]!++;
  return counts;
}

/**
 * Divides the rows at random so that each part has each class in the same share: round(rows x share) rows in test and
 * validation, which the classes fill by largest remainder, and the others in train.
 *
 * @throws DiabetesError `INVALID_DATA` when a class would have no row in train, or in a part whose share is above 0
 */
export function splitDataset(dataset: Dataset, schema: SurveySchema, params: SplitParams): RowSplit {
  const counts = countClasses(dataset, schema);
  const [problem] = splitProblems(counts, schema, params);
  if (problem !== undefined) throw problem;

  const sizes = partSizes(counts, params);
  const partOf = new Uint8Array(borrowMemory(dataset.rows)).fill(PARTS.indexOf('train'));
  // The rows of a class, and in the end those of the parts, stand in the same memory.
  const numbers = new Uint32Array(borrowMemory(dataset.rows * Uint32Array.BYTES_PER_ELEMENT));
  const random = createRandom(params.seed, 'split');
  counts.forEach((count, index) => {
    const rows = shuffle(writeRowsWhere(dataset.labels, index, numbers.subarray(0, count)), random);
    const end = sizes.test[index]! + sizes.validation[index]!;
    for (const row of rows.subarray(0, sizes.test[index])) partOf[row] = PARTS.indexOf('test');
    for (const row of rows.subarray(sizes.test[index], end)) partOf[row] = PARTS.indexOf('validation');
  });
  let start = 0;
  const rowsOf = (part: Part): Uint32Array =>
    writeRowsWhere(partOf, PARTS.indexOf(part), numbers.subarray(start, (start += sum(sizes[part]))));
  const split = { train: rowsOf('train'), validation: rowsOf('validation'), test: rowsOf('test') };
  giveBack(partOf.buffer);
  return split;
}

/** How many rows of each class each part gets. */
function partSizes(counts: readonly number[], params: SplitParams): Readonly<Record<Part, readonly number[]>> {
  const test = apportion(counts, counts, params.test);
  const untested = counts.map((count, i) => count - test[i]!);
  const validation = apportion(counts, untested, params.validation);
  return { train: untested.map((count, i) => count - validation[i]!), validation, test };
}

/**
 * Why rows cannot be divided, one error for each class that would have no row in train, or in a part whose share is
 * above 0.
 *
 * @param counts how many rows each class has
 */
export function splitProblems(
  counts: readonly number[],
  schema: SurveySchema,
  params: SplitParams,
): readonly DiabetesError[] {
  const sizes = partSizes(counts, params);
  const parts = PARTS.filter((part) => part === 'train' || params[part] > 0);
  return counts.flatMap((count, index) => {
    const part = parts.find((one) => sizes[one][index] === 0);
    return part === undefined ? [] : [absentClass(part, count, { schema, index })];
  });
}

/**
 * A share of all rows, divided among the classes by largest remainder (Hamilton's method); the first of equal remainders
 * wins. No class gives more rows than are available.
 */
function apportion(counts: readonly number[], available: readonly number[], share: number): number[] {
  const total = Math.min(sum(available), Math.round(sum(counts) * share));
  const sizes = counts.map((count, i) => Math.min(available[i]!, Math.floor(count * share)));
  const byRemainder = counts
    .map((count, i) => ({ i, remainder: (count * share) % 1 }))
    .sort((a, b) => b.remainder - a.remainder);
  let left = total - sum(sizes);
  while (left > 0) {
    for (const { i } of byRemainder) {
      if (left === 0 || sizes[i]! >= available[i]!) continue;
      sizes[i]!++;
      left--;
    }
  }
  return sizes;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function absentClass(
  part: Part,
  count: number,
  { schema, index }: { readonly schema: SurveySchema; readonly index: number },
): DiabetesError {
  const { id, label } = schema.target.classes[index]!;
  const rows = count === 0 ? 'no row' : count === 1 ? 'only 1 row' : `only ${count} rows`;
  const message = `class ${id} (${schema.target.name} ${label}) has ${rows}, which leaves none for the ${part} part`;
  const share = part === 'train' ? 'make split.test and split.validation smaller' : `make split.${part} greater, or 0`;
  return new DiabetesError('INVALID_DATA', message, {
    hint: count === 0 ? `Add rows of class ${id}.` : `Add rows of class ${id}, or ${share}.`,
  });
}

/** Writes the places of a value, ascending, as many as there are. */
function writeRowsWhere(values: Uint8Array, value: number, out: Uint32Array): Uint32Array {
  let count = 0;
  for (let row = 0; row < values.length; row++) if (values[row] === value) out[count++] = row;
  return out;
}

/** The rows at these indices, in their order, as a data set of their own. */
export function selectRows(dataset: Dataset, indices: Uint32Array): Dataset {
  const { labels, columns } = dataset;
  const gather = <T extends Uint8Array | Float32Array>(from: T, to: T): T => {
    for (let i = 0; i < indices.length; i++) to[i] = from[indices[i]!]!;
    return to;
  };
  return {
    rows: indices.length,
    columns: columns.map((column) =>
      column instanceof Uint8Array
        ? gather(column, new Uint8Array(indices.length))
        : gather(column, new Float32Array(indices.length)),
    ),
    labels: gather(labels, new Uint8Array(indices.length)),
  };
}
