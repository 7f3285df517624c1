import { describe, expect, it } from '@jest/globals';
import type { JobProblem } from '../../../src/spark/job-report.ts';
import { problemError, type AskedJob } from '../../../src/spark/problem-error.ts';
import { SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const ASKED: AskedJob = {
  input: { name: '/data/people', uri: 'file:/data/people', path: '/data/people' },
  targets: [
    { name: '/out', uri: 'file:/out', path: '/out' },
    { name: 's3a://b/errors', uri: 's3a://b/errors' },
  ],
  schema: SHIPPED_SCHEMA,
  ignored: ['Age'],
};

type DataProblem = Exclude<JobProblem, { problem: 'failed' }>;

describe('a problem of the data', () => {
  it.each<[DataProblem, string, string]>([
    [{ problem: 'no-input' }, 'PATH_NOT_FOUND', '/data/people does not exist'],
    [{ problem: 'empty' }, 'INVALID_DATA', '/data/people is empty'],
    [
      { problem: 'not-empty', path: 's3a://b/errors' },
      'WRITE_FAILED',
      'cannot write s3a://b/errors: it is there already, and is no empty folder',
    ],
    [
      { problem: 'format', files: ['file:///data/people/a.txt'] },
      'USAGE',
      'the format of /data/people cannot be told by its name',
    ],
    [
      { problem: 'types', columns: [{ name: 'BMI', type: 'DATE' }] },
      'INVALID_DATA',
      '/data/people has columns that do not hold numbers: BMI is DATE',
    ],
    [
      { problem: 'header', file: '/data/people/b.csv', header: 'BMI,Age', expected: ['Age', 'BMI'] },
      'INVALID_DATA',
      '/data/people/b.csv has another header than the other files of /data/people',
    ],
    [
      { problem: 'row', file: '/data/people/b.csv', column: 'BMI', reason: '"x" is not a number' },
      'INVALID_DATA',
      '/data/people/b.csv, column BMI: "x" is not a number',
    ],
    [
      { problem: 'row', file: '/data/people/b.csv', column: null, reason: 'has 2 cells, the header has 3' },
      'INVALID_DATA',
      '/data/people/b.csv, a row has 2 cells, the header has 3',
    ],
  ])('%j', (problem, code, message) => {
    expect(problemError(problem, ASKED)).toMatchObject({ code, message });
  });

  it.each<[columns: readonly string[], header: string | null, message: string]>([
    [['BMI', 'id', 'id'], null, 'the header of /data/people holds "id" more than once'],
    [['id', 'name'], 'id,name', "/data/people has none of the survey's columns"],
    [['id', 'Age'], null, `of the survey's columns /data/people has only ignored ones: "Age"`],
    [['BMI', 'p_any'], 'BMI,p_any', '/data/people already has the column p_any'],
    [['Age;BMI'], 'Age;BMI', '/data/people is separated by semicolons, not by commas'],
    [['1', '2'], '1,2', '/data/people has no header: its first line is "1,2"'],
    [[], 'Age,"B"x', 'the header of /data/people has a quote inside a name that is not quoted'],
  ])('is told of the columns %j as without Spark', (columns, header, message) => {
    expect(problemError({ problem: 'columns', columns, header }, ASKED)).toMatchObject({
      code: 'INVALID_DATA',
      message,
    });
  });
});
