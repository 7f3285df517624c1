import { describe, expect, it } from '@jest/globals';
import { DiabetesError } from '../../../src/foundation/errors.ts';
import { matchesFilter } from '../../../src/tracking/runs/filter/match-filter.ts';
import { parseFilter } from '../../../src/tracking/runs/filter/parse-filter.ts';
import { madeUpRun } from '../../helpers/made-up-run.ts';

const RUN = madeUpRun({
  name: 'Night run',
  params: {
    'train.seed': '1',
    'data.path': "o'hare.csv",
    'odd key': 'x',
    pattern: 'a.c',
    twice: "o''hare.csv",
    folder: 'C:\\',
  },
  tags: { 'mlflow.runName': 'Night run', git_commit: 'ABCdef', 'a"b': 'y', face: '😀x' },
  metrics: { roc_auc_any: 0.82, log_loss: 0.4, negative: -1.5 },
});

const holds = (filter: string): boolean => matchesFilter(parseFilter(filter), RUN);

describe('a filter', () => {
  it.each([
    ['metrics.roc_auc_any > 0.81'],
    ['metrics.roc_auc_any >= 0.82'],
    ['metrics.roc_auc_any = .82'],
    ['metric.roc_auc_any<1'],
    ['metrics.log_loss <= 4e-1'],
    ['metrics.log_loss != 0.5'],
    ['metrics.negative < -1'],
    ['metrics.negative=-1.5'],
    ['metrics."roc_auc_any" > 0.5'],
    ['metrics.`roc_auc_any` > 0.5'],
    ["params.train.seed = '1'"],
    ['param.train.seed = "1"'],
    ["parameters.train.seed != '2'"],
    [`params."nothing" = 'x' or params.train.seed = '1'`],
    ['params."odd key" = \'x\''],
    ['params.`odd key` = "x"'],
    ['params.data.path = "o\'hare.csv"'],
    ["params.twice = 'o''hare.csv'"],
    ["params.folder = 'C:\\'"],
    ["params.'odd key' = 'x'"],
    ["tags.face LIKE '_x'"],
    ["tags.git_commit LIKE 'ABC%'"],
    ["tags.git_commit like 'A_Cdef'"],
    ["tag.git_commit ILIKE '%DEF'"],
    ["tags.`a\"b` = 'y'"],
    ["tags.mlflow.runName = 'Night run'"],
    ["attributes.status = 'FINISHED'"],
    ["attribute.status = 'FINISHED' AND attr.command = 'train' And run.run_name = 'Night run'"],
    ["status = 'FINISHED'"],
    ['attributes.start_time = 1769860800000'],
    ["attributes.start_time > '2026-01-31'"],
    ["start_time < '2026-01-31T12:00:01Z' and end_time > 0"],
    ['duration = 9000'],
    [`run_id IN ('b', '${'a'.repeat(32)}')`],
    ['tags.missing IS NULL'],
    ['tags.git_commit is not null'],
    ["run_id NOT IN ('b')"],
    ["created > 0 and attributes.`Run name` = 'Night run'"],
    ["status = 'FAILED' or status = 'KILLED' or metrics.log_loss < 0.5"],
    ["status = 'FINISHED' or status = 'KILLED' and metrics.log_loss > 0.5"],
    [`${'('.repeat(100)}status = 'FINISHED'${')'.repeat(100)}`],
    ["  status='FINISHED'  "],
  ])('holds: %s', (filter) => {
    expect(holds(filter)).toBe(true);
  });

  it.each([
    ['metrics.roc_auc_any > 0.82'],
    ['metrics.roc_auc_any < 0.82'],
    ['metrics.missing != 1'],
    ["params.missing != 'x'"],
    ["params.train.seed = '01'"],
    ["tags.git_commit LIKE 'abc%'"],
    ["tags.git_commit LIKE 'BC'"],
    ["params.pattern LIKE 'a_'"],
    ["params.train.seed LIKE '.'"],
    ["status = 'FINISHED' and metrics.log_loss > 0.5"],
    ["(status = 'FINISHED' or status = 'KILLED') and metrics.log_loss > 0.5"],
    ["run_id IN ('b')"],
    [`run_id NOT IN ('${'a'.repeat(32)}')`],
    ['tags.git_commit IS NULL'],
    ['tags.missing IS NOT NULL'],
  ])('does not hold: %s', (filter) => {
    expect(holds(filter)).toBe(false);
  });
});

describe('a filter that is wrong', () => {
  const problem = (filter: string): DiabetesError => {
    try {
      parseFilter(filter);
    } catch (error) {
      if (error instanceof DiabetesError) return error;
      throw error;
    }
    throw new Error(`the filter ${filter} is taken`);
  };

  it.each([
    ['', 1, 'expected a name such as metrics.roc_auc_any, and the filter ends there'],
    ['metrics', 1, 'metrics needs a key, as in metrics.KEY'],
    ['metrics.', 9, 'expected a key, and the filter ends there'],
    ['metrcs.x > 1', 1, 'metrcs is no name of a value; did you mean metrics?'],
    ['statu = 1', 1, 'statu is no name of a value; did you mean status?'],
    ['attributes.statu = 1', 12, 'statu is no name of a value; did you mean status?'],
    ['xyzzy = 1', 1, 'xyzzy is no name of a value'],
    ['metrics.x', 10, 'expected one of = != > >= < <=, and the filter ends there'],
    ["metrics.x LIKE 'y'", 11, 'expected one of = != > >= < <=, and found LIKE'],
    ['metrics.x IS NULL', 11, 'expected one of = != > >= < <=, and found IS'],
    ["status NOT LIKE 'F%'", 12, 'expected IN, and found LIKE'],
    ['metrics.x > +1', 13, '+1 means nothing here'],
    ['metrics.x >', 12, 'expected a number, and the filter ends there'],
    ["metrics.x > '0.8'", 13, "expected a number, and found '0.8'"],
    ['metrics.x > > 1', 13, 'expected a number, and found >'],
    ['metrics.x > 1.2.3', 13, '1.2.3 means nothing here'],
    ['params.train.seed = 1', 21, 'expected a text in quotes, since params compare as texts, and found 1'],
    ['tags.x = y', 10, 'expected a text in quotes, since tags compare as texts, and found y'],
    ["params.x > '1'", 10, 'expected one of = != LIKE ILIKE IS NULL IS NOT NULL, and found >'],
    ["params.x IN ('1')", 1, 'only run_id is compared with IN'],
    ["run_id IN 'a'", 11, "expected ( and ids in quotes, and found 'a'"],
    ["run_id IN ('a' 'b')", 16, "expected , or ) behind 1 id, and found 'b'"],
    ['run_id IN ()', 12, 'expected an id in quotes, and found )'],
    ['tags.x IS 1', 11, 'expected NULL or NOT NULL, and found 1'],
    ['tags.x IS NOT 1', 15, 'expected NULL, and found 1'],
    ["tags.x = 'y", 10, "the quote ' is not closed"],
    ["status = 'x' && status = 'y'", 14, '&& means nothing here'],
    ["status = 'x' status = 'y'", 14, 'expected AND, OR or the end, and found status'],
    ["(status = 'x'", 14, 'expected AND, OR or ), and the filter ends there'],
    ["status = 'x')", 13, 'expected AND, OR or the end, and found )'],
    ["status = 'x' and", 17, 'expected a name such as metrics.roc_auc_any, and the filter ends there'],
    ["start_time > 'soon'", 14, 'expected milliseconds since 1970, or a date in quotes'],
    ["start_time > '2026-13-45'", 14, 'expected milliseconds since 1970, or a date in quotes'],
    ['('.repeat(30_000), 101, 'more than 100 parentheses are inside each other'],
    ["'status' = 'x'", 1, "expected a name such as metrics.roc_auc_any, and found 'status'"],
  ])('%# is told', (filter, character, message) => {
    const error = problem(filter);
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain(`the filter is wrong at character ${character}: `);
    expect(error.message).toContain(message);
    expect(error.hint).toMatch(/\S/);
  });

  it('says how a number is compared with a param', () => {
    expect(problem('params.train.seed = 1').hint).toBe("Quote the value: params.train.seed = '1'");
  });
});
