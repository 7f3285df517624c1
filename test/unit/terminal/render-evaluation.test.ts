import { describe, expect, it } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import type { EvaluationDocument } from '../../../src/pipeline/workflows/evaluation-result.ts';
import { renderEvaluation } from '../../../src/terminal/render-evaluation.ts';
import { loadStyle, plainStyle } from '../../../src/terminal/style.ts';
import { fakeStreams } from '../../helpers/fake-streams.ts';
import { MADE_UP_EVALUATION as document } from '../../helpers/made-up-evaluation.ts';
import { SHIPPED_SCHEMA as schema } from '../schema/shipped-schema.ts';

interface Drawing {
  readonly width?: number;
  readonly unicode?: boolean;
  readonly all?: boolean;
}

function draw(whole: EvaluationDocument, { width = 80, unicode = true, all = false }: Drawing = {}): readonly string[] {
  return renderEvaluation(whole, { schema, style: plainStyle(unicode), width, all }).split('\n');
}

const render = (changes: Partial<EvaluationDocument> = {}, drawing: Drawing = {}): readonly string[] =>
  draw({ ...document, ...changes }, drawing);

/** The lines of a section: from below its title to the next blank line. */
function section(lines: readonly string[], title: string): readonly string[] {
  const start = lines.indexOf(title) + 1;
  expect(start).toBeGreaterThan(0);
  return lines.slice(start, lines.indexOf('', start));
}

/** A document without what only some evaluations have. */
function bare(): EvaluationDocument {
  const { baseline, importance, partialDependence, missing, drift, ...rest } = document;
  return { ...rest, slices: [], worstSlice: null, gates: [], passed: true };
}

describe('renderEvaluation', () => {
  it('begins with the model, the rows and their classes', () => {
    expect(render().slice(1, 5)).toEqual([
      'Model abababababab on 1,000 rows of /data/next-year.csv',
      'No diabetes 840 (84.0 %), Prediabetes 20 (2.0 %), Diabetes 140 (14.0 %)',
      'Unknown in every row: Fruits (not in the rows), Veggies (ignored).',
      '',
    ]);
  });

  it('tells the main metrics with their intervals, and all when asked', () => {
    expect(section(render(), 'Metrics')).toEqual([
      'ROC AUC, any       0.480 [0.470, 0.490]',
      'log-loss           0.460 [0.450, 0.470]     less is better',
      'macro F1           0.420 [0.410, 0.430]',
      'balanced accuracy  0.410 [0.400, 0.420]',
      'quadratic kappa    0.510 [0.500, 0.520]',
      'calibration error  0.5200 [0.5100, 0.5300]  less is better',
      '95 % bootstrap intervals, 1,000 resamples, seed 42; any: prediabetes or diabetes',
      'With these scores a perfectly calibrated model would show a calibration error of',
      '0.0039 on average, and at most 0.0056 in 95 of 100 samples of this size: this',
      'one is above that.',
    ]);
    expect(section(render({}, { all: true }), 'Metrics')).toHaveLength(Object.keys(document.metrics).length + 4);
  });

  it('says once which metrics are undefined, and never NaN', () => {
    const { roc_auc_any: _, roc_auc_diabetes: __, ...metrics } = document.metrics;
    const reason = 'every row is of the class diabetes';
    const undefinedMetrics = ['roc_auc_any', 'roc_auc_diabetes'].map((key) => ({ key, reason }));
    const lines = render({ metrics, undefinedMetrics });
    expect(lines.join(' ')).toContain(`Undefined for these rows: ROC AUC, any; ROC AUC, diabetes (${reason}).`);
    expect(section(lines, 'Metrics')[0]).toMatch(/^log-loss/);
    expect(section(lines, 'Classes')[3]).toBe(
      'Diabetes      140      0.660   0.670  0.680        0.690        -   0.710',
    );
    expect(lines.join('\n')).not.toMatch(/NaN|undefined/);
  });

  it('has a line a class, and the confusion', () => {
    const lines = render();
    expect(section(lines, 'Classes').slice(0, 2)).toEqual([
      'class        rows  precision  recall     F1  specificity  ROC AUC  PR AUC',
      'No diabetes   840      0.540   0.550  0.560        0.570    0.580   0.590',
    ]);
    expect(section(lines, 'Confusion: true class by predicted class')).toEqual([
      '             No diabetes  Prediabetes  Diabetes',
      'No diabetes          700           60        80',
      'Prediabetes            5            3        12',
      'Diabetes              40           10        90',
    ]);
  });

  it('draws the slices and names the worst', () => {
    expect(section(render(), 'Slices')).toEqual([
      'slice        rows  ROC AUC, any          0.5 to 1',
      'Sex female    560  0.830 [0.800, 0.860]  ██████▋',
      'Sex male      430  0.790 [0.760, 0.820]  █████▊',
      'Sex unknown    10  0.500 [0.470, 0.530]  too small',
      'The worst of 2 slices is Sex male: ROC AUC, any 0.790 [0.760, 0.820]; all rows',
      'have 0.480, outside that interval.',
    ]);
  });

  it('breaks long titles of slices, and leaves out the better ones of very many', () => {
    const [first] = document.slices;
    const title = 'Age 60 to 64 years, Household income $10,000 to less than $15,000 a year';
    const slices = Array.from({ length: 31 }, (_, i) => ({
      ...first!,
      title: `${title} ${i}`,
      metrics: { roc_auc_any: 0.6 + ((i * 7) % 31) / 100 },
    }));
    const lines = section(render({ slices }), 'Slices');
    expect(lines.slice(1, 4)).toEqual([
      'Age 60 to 64 years, Household           560  0.600 [0.800, 0.860]  ██',
      '  income $10,000 to less than $15,000',
      '  a year 0',
    ]);
    expect(lines).toContain('21 better or smaller slices with --verbose');
    expect(section(render({ slices }, { all: true }), 'Slices').length).toBeGreaterThan(31);
  });

  it('compares with the baseline in sentences and a table', () => {
    expect(section(render(), 'Baseline')).toEqual([
      'Better than the baseline, version efefefefefef, by log-loss: -0.0100',
      '[-0.0120, -0.0080], less being better.',
      'metric        baseline  difference',
      'ROC AUC, any     0.479  +0.0010 [-0.0010, +0.0030]  not distinguishable',
      'log-loss         0.470  -0.0100 [-0.0120, -0.0080]  better',
      'macro F1         0.440  -0.0200 [-0.0300, -0.0100]  worse',
      'Of 71 rows that one of the two models alone predicts right, this one has 40 and',
      "the baseline 31: not distinguishable (McNemar's test, p = 0.34).",
    ]);
  });

  it('draws what the model relies on, the first eight of it', () => {
    expect(section(render(), 'Importance')).toEqual([
      'General health   ████████████████████████   0.0500  [0.0490, 0.0510]',
      'Body mass index  ██████████████▍            0.0300  [0.0290, 0.0310]',
      'Age              █████████▋                 0.0200  [0.0190, 0.0210]',
      'Stroke                                     -0.0001  [-0.0011, 0.0009]',
      "How much ROC AUC, any, falls when an indicator's answers go to other people. It",
      'says what the model relies on, not what causes anything.',
    ]);
    const importance = schema.indicators.map(({ name }) => ({ ...document.importance![0]!, indicator: name }));
    expect(section(render({ importance }), 'Importance')).toHaveLength(8 + 2);
    expect(section(render({ importance }, { all: true }), 'Importance')).toHaveLength(21 + 2);
  });

  it('shows how the model bears missing answers', () => {
    const lines = section(render(), 'Missing answers');
    expect(lines.slice(0, 2)).toEqual([
      'unknown  ROC AUC, any          log-loss  calibration error  ROC AUC 0.5 to 1',
      '      0  0.820 [0.818, 0.822]     0.390             0.0040  ████████████▊',
    ]);
    expect(lines.slice(1).map((line) => Number.parseInt(line, 10))).toEqual([0, 4, 8, 12, 16, 20]);
    expect(section(render({}, { all: true }), 'Missing answers')).toHaveLength(22);
  });

  it('lists the indicators that have drifted, or says that none has', () => {
    expect(section(render(), 'Drift')).toEqual([
      '2 of 3 indicators have drifted from the training rows.',
      'indicator        stability index',
      'Body mass index            0.310  large     unknown 0 % then, 5.0 % now',
      'Age                        0.120  moderate',
      'The population stability index is moderate from 0.1 and large from 0.25 on.',
    ]);
    const indicators = document.drift!.indicators.slice(2);
    expect(section(render({ drift: { indicators } }), 'Drift')).toEqual([
      'No indicator has drifted: every population stability index is below 0.1.',
    ]);
  });

  it('ends with the gates, how many passed, the reports and the disclaimer', () => {
    const lines = render();
    expect(lines.slice(lines.indexOf('Gates'))).toEqual([
      'Gates',
      '✔  macro_f1>=0.4                 0.4200',
      '✖  worst_slice.roc_auc_any>=0.8  0.7900',
      '    Sex male has 0.79',
      '',
      '✖ 1 of 2 gates passed: worst_slice.roc_auc_any>=0.8 is not met.',
      '',
      'Reports',
      '/reports/report.html',
      '',
      'This is no medical device.',
      '',
    ]);
    expect(render({ gates: document.gates.slice(0, 1) })).toContain('✔ The gate passed.');
  });

  it('leaves out what was not asked for', () => {
    const lines = draw(bare());
    for (const title of ['Slices', 'Baseline', 'Importance', 'Missing answers', 'Drift', 'Gates']) {
      expect(lines).not.toContain(title);
    }
    expect(lines).toContain('Metrics');
  });

  it.each([80, 120])('keeps to %d columns, with all and without', (width) => {
    for (const all of [false, true]) {
      const widths = render({}, { width, all }).map((line) => Array.from(line).length);
      expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    }
  });

  it('needs nothing but ASCII where nothing else can be shown', () => {
    // eslint-disable-next-line no-control-regex
    expect(render({}, { unicode: false }).filter((line) => /[^\x00-\x7f]/.test(line))).toEqual([]);
    expect(render({}, { unicode: false })).toContain('x 1 of 2 gates passed: worst_slice.roc_auc_any>=0.8 is not met.');
  });

  it('says the same in colour', async () => {
    const streams = fakeStreams({ env: { FORCE_COLOR: '1', LANG: 'C.UTF-8' } });
    const style = await loadStyle(streams, 'stdout');
    const coloured = renderEvaluation(document, { schema, style, width: 80, all: true });
    expect(coloured).not.toBe(stripVTControlCharacters(coloured));
    expect(stripVTControlCharacters(coloured).split('\n')).toEqual(render({}, { all: true }));
  });
});
