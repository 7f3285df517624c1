import type { ColumnSummary, DataCheck } from '../../src/pipeline/checking/data-check.ts';

const SMOKER: ColumnSummary = {
  name: 'Smoker',
  title: 'Smoked 100 cigarettes or more',
  type: 'binary',
  isPresent: true,
  known: 950,
  unknown: 50,
  invalid: 0,
  unknownShare: 0.05,
  words: '44.3 % yes',
  bins: [
    { words: 'no', from: 0, to: 0, rows: 529, share: 0.557 },
    { words: 'yes', from: 1, to: 1, rows: 421, share: 0.443 },
  ],
};

const AGE: ColumnSummary = {
  name: 'Age',
  title: 'Age',
  type: 'ordinal',
  unit: 'years',
  isPresent: true,
  known: 998,
  unknown: 0,
  invalid: 2,
  unknownShare: 0,
  words: 'median 40 to 49 years · middle half 18 to 39 years – 50 years or older',
  figures: { minimum: 1, maximum: 3, quartiles: [1, 2, 3], isExact: true },
  bins: [
    { words: '18 to 39 years', from: 1, to: 1, rows: 200, share: 0.2 },
    { words: '40 to 49 years', from: 2, to: 2, rows: 0, share: 0 },
    { words: '50 years or older', from: 3, to: 3, rows: 798, share: 0.8 },
  ],
};

const INCOME: ColumnSummary = {
  name: 'Income',
  title: 'Household income',
  type: 'ordinal',
  isPresent: false,
  known: 0,
  unknown: 1000,
  invalid: 0,
  unknownShare: 1,
  words: 'no answer is known',
  bins: [],
};

/** The report on a file that never was: two problems, an absent column, and a little of everything else. */
export const MADE_UP_CHECK: DataCheck = {
  file: '/data/survey.csv',
  usable: false,
  rows: 1000,
  header: { columns: 4, absent: ['Income'], extra: ['id'] },
  notices: [
    { level: 'error', code: 'problems', message: '12 problems in 12 rows', hint: 'Correct them.' },
    { level: 'warning', code: 'absent-indicator', message: 'there is no column Income: its answers are all unknown' },
    { level: 'info', code: 'extra-columns', message: '"id" is a column that the survey does not have, and not read' },
  ],
  problems: {
    total: 12,
    rows: 12,
    byKind: [
      { kind: 'value', words: 'not allowed by the schema', count: 11 },
      { kind: 'cells', words: 'wrong number of cells', count: 1 },
    ],
    byColumn: [
      { column: 'Age', count: 11 },
      { column: null, count: 1 },
    ],
    first: [
      { row: 4, line: 5, column: 'Age', message: '52 is none of the codes 1 (18 to 39 years), …' },
      { row: 100, line: 101, message: 'has 3 cells, the header has 4' },
    ],
  },
  label: 'Diabetes_012',
  classes: [
    { id: 'none', label: 0, title: 'No diabetes', rows: 900, share: 0.9 },
    { id: 'diabetes', label: 2, title: 'Diabetes', rows: 100, share: 0.1 },
  ],
  duplicates: {
    compared: 988,
    rows: 88,
    share: 0.089,
    distinctRows: 900,
    distinctAnswers: 890,
    errorProbability: 1e-13,
    words: '88 rows repeat an earlier one.',
    comparison: 'Rows are compared by their hashes.',
  },
  conflicts: { answers: 10, rows: 20, share: 0.02, accuracyCeiling: 0.987, words: '10 sets of answers contradict.' },
  columns: [SMOKER, AGE, INCOME],
};
