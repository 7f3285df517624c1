import type { KeyHalves } from '../../foundation/key-sorter.ts';
import { toCodes } from '../dataset/codes.ts';
import type { RowBatch } from '../dataset/row-source.ts';
import { datasetColumns, datasetRules, findIssues, type ColumnRule } from '../dataset/validate.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { ProblemCounter, validColumns } from './problem-counter.ts';
import { classBits, labelHashes } from './repeat-counter.ts';
import { RowHasher } from './row-hasher.ts';
import { ValueTally } from './value-tally.ts';

/** What is counted of a file batch by batch, in memory that does not grow. */
export class FileStatistics {
  rows = 0;
  readonly problems: ProblemCounter;
  /** One for each indicator. */
  readonly answers: readonly ValueTally[];
  /** How many rows each class has. */
  readonly classCounts: Float64Array;
  readonly #names: readonly string[];
  readonly #rules: readonly ColumnRule[];
  readonly #hasher: RowHasher;
  readonly #classes: ReadonlyMap<number, number>;

  constructor(schema: SurveySchema) {
    const { target, indicators } = schema;
    this.problems = new ProblemCounter(target.name);
    this.answers = indicators.map(
      ({ minimum, maximum, levels }) => new ValueTally({ minimum, maximum, isCoded: levels.length > 0 }),
    );
    this.classCounts = new Float64Array(target.classes.length);
    this.#names = datasetColumns(schema);
    this.#rules = datasetRules(schema);
    this.#hasher = new RowHasher(indicators.length);
    this.#classes = new Map(target.classes.map(({ label }, index) => [label, index]));
  }

  /** Counts a batch, and gives the hash of each row without a problem, with its class in the lowest bits. */
  add(batch: RowBatch): KeyHalves {
    const issues = findIssues(batch, this.#rules);
    const hasProblem = this.problems.add(batch, issues);
    const [labels, ...values] = validColumns(batch, issues, this.#names);
    const answers = values.map((column) => toCodes(column) ?? column);
    answers.forEach((answer, i) => {
      this.answers[i]!.add(answer);
    });
    this.rows += batch.rows;
    const hashes = this.#hasher.hash(answers, batch.rows);
    labelHashes(hashes, this.#countClasses(labels!), classBits(this.#classes.size));
    if (hasProblem === undefined) return hashes;
    const isGood = (_: number, row: number): boolean => hasProblem[row] === 0;
    return { high: hashes.high.filter(isGood), low: hashes.low.filter(isGood) };
  }

  /** The class of each row; that of a row without a valid label is not counted. */
  #countClasses(labels: Float64Array): Uint8Array {
    const classes = new Uint8Array(labels.length);
    for (let row = 0; row < labels.length; row++) {
      const index = this.#classes.get(labels[row]!);
      if (index === undefined) continue;
      classes[row] = index;
      this.classCounts[index]!++;
    }
    return classes;
  }
}
