import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { epochCharts, metricCharts } from '../../../src/reports/charts/run-charts.ts';
import { renderRunsPage } from '../../../src/reports/runs-page.ts';
import { bestValue, differingParams, usualParam } from '../../../src/reports/runs/differences.ts';
import { reportedRun, runsPageSource } from '../../helpers/reported-runs.ts';

const RUNS = [1, 2, 3].map((number) => reportedRun(number));
const pageOf = (runs = RUNS): string => renderRunsPage(runsPageSource(runs), {});

/** The table with a label. */
function tableOf(page: string, label: string): string {
  return new RegExp(`aria-label="${label}">.*?</table>`, 's').exec(page)![0];
}

describe('what runs differ in', () => {
  it('are params of which not all have the same value, or any', () => {
    expect(differingParams(RUNS)).toEqual(['train.seed', 'train.hidden']);
    expect(differingParams([RUNS[0]!, reportedRun(1, { params: {} })])).toHaveLength(3);
    expect(differingParams([RUNS[0]!])).toEqual([]);
  });

  it('is told from what is usual, where anything is', () => {
    expect(usualParam(RUNS, 'train.hidden')).toBe('[256]');
    expect(usualParam(RUNS, 'train.seed')).toBeUndefined();
  });

  it('has a best value where two or more have one, and it is known what is better', () => {
    expect(bestValue(RUNS, 'roc_auc_any')).toBe(0.803);
    expect(bestValue(RUNS, 'ece_any')).toBe(0.01);
    expect(bestValue(RUNS, 'of_my_own')).toBeUndefined();
    expect(bestValue([RUNS[0]!], 'roc_auc_any')).toBeUndefined();
  });
});

describe('renderRunsPage', () => {
  it('shows each run with metrics, intervals, and the params in which they differ', () => {
    const table = tableOf(pageOf(), 'Runs');
    expect(table.match(/<th scope="row"/g)).toHaveLength(3);
    expect(table).toContain('href=".diabetes/runs/01000000000000000000000000000000/model/"');
    expect(table).toMatch(/<mark>0\.803<\/mark>\s*<small>0\.798 to 0\.808<\/small>/);
    expect(table).toMatch(/<mark><code>\[8\]<\/code><\/mark>/);
    expect(table).not.toContain('<mark><code>[256]');
    expect(table).not.toContain('train.epochs');
    expect(pageOf()).toMatch(/id="params".*train\.epochs/s);
  });

  it('tells what rows and columns are ordered by', () => {
    const table = tableOf(pageOf(), 'Runs');
    expect(table).toMatch(/<th scope="col" class="number" data-sort="descending">\s*ROC AUC, any/);
    expect(table).toMatch(/<th scope="col" class="number" data-sort="ascending">\s*Log-loss/);
    expect(table).toContain('<td class="number" data-sort="0.801">');
  });

  it('shows what is not there as a dash, and orders it last', () => {
    const table = tableOf(pageOf([...RUNS, reportedRun(4, { metrics: {}, passed: null, status: 'FAILED' })]), 'Runs');
    expect(table).toContain('<td class="number" data-sort="">–</td>');
    expect(table).toContain('FAILED');
  });

  it('warns of runs whose metrics are not of the same rows', () => {
    expect(pageOf()).not.toContain('class="warning"');
    const data = { rows: 5, fingerprint: 'sha256:bb' };
    expect(pageOf([...RUNS, reportedRun(4, { data })])).toContain('These runs worked on 2 data sets');
    const params = { 'split.seed': '7' };
    expect(pageOf([...RUNS, reportedRun(4, { params })])).toContain('split their rows in more than one way');
  });

  it('shows gates, data sets and the disclaimer, and escapes names', () => {
    const page = pageOf([...RUNS, reportedRun(4, { name: '<b>"x"' })]);
    expect(tableOf(page, 'Gates')).toMatch(/not\u00a0met|not met/);
    expect(tableOf(page, 'Data sets')).toContain('survey.csv');
    expect(page.match(/class="disclaimer"/g)).toHaveLength(2);
    expect(page).toContain('&lt;b&gt;&quot;x&quot;');
    expect(page).not.toContain('<b>');
  });

  it('runs its own script alone, and loads nothing', () => {
    const page = pageOf();
    const script = /<script>(.*?)<\/script>/s.exec(page)![1]!;
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`);
    expect(page).not.toMatch(/https?:\/\//);
  });
});

describe('the pictures of runs', () => {
  it('overlay the epochs of each series that a run has', () => {
    const charts = epochCharts(runsPageSource(RUNS));
    expect(Object.keys(charts)).toEqual(['epochs_val_loss', 'epochs_val_macro_f1', 'epochs_learning_rate']);
    expect(charts.epochs_val_loss!.label).toBe(
      'Validation loss by epoch: 01000000 ends at 0.110; 02000000 ends at 0.120; 03000000 ends at 0.130.',
    );
  });

  it('are of the first ten runs, and say so', () => {
    const many = Array.from({ length: 12 }, (_, i) => reportedRun(i + 1));
    const { epochs_val_loss: chart } = epochCharts(runsPageSource(many));
    expect(chart!.caption).toContain('the first 10 of 12 runs');
    expect(chart!.label.match(/ends at/g)).toHaveLength(10);
  });

  it('show main metrics that two or more have', () => {
    const charts = metricCharts(runsPageSource(RUNS));
    expect(Object.keys(charts)).toEqual(['metric_roc_auc_any', 'metric_log_loss', 'metric_ece_any']);
    expect(metricCharts(runsPageSource([RUNS[0]!]))).toEqual({});
  });
});
