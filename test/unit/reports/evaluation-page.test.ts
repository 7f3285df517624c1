import { describe, expect, it } from '@jest/globals';
import type { EvaluationDocument } from '../../../src/pipeline/workflows/evaluation-result.ts';
import type { DrawnChart } from '../../../src/reports/charts/chart.ts';
import { evaluationCharts } from '../../../src/reports/charts/evaluation-charts.ts';
import type { EvaluationPageSource } from '../../../src/reports/evaluation/source.ts';
import { renderEvaluationPage } from '../../../src/reports/evaluation-page.ts';
import { LIFELIKE_MANIFEST } from '../../helpers/lifelike-evaluation.ts';
import { MADE_UP_EVALUATION } from '../../helpers/made-up-evaluation.ts';
import { SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const SOURCE: EvaluationPageSource = {
  document: MADE_UP_EVALUATION,
  manifest: LIFELIKE_MANIFEST,
  schema: SHIPPED_SCHEMA,
};

/** The page with a word in the place of each picture. */
function page(changes: Partial<EvaluationDocument> = {}, source: Partial<EvaluationPageSource> = {}): string {
  const all = { ...SOURCE, ...source, document: { ...MADE_UP_EVALUATION, ...changes } };
  const charts = Object.entries(evaluationCharts(all)).map(
    ([name, { title, caption, label }]): [string, DrawnChart] => [
      name,
      { title, caption, label, svg: `<svg data-name="${name.replace(/[<>"]/g, '')}"></svg>` },
    ],
  );
  return renderEvaluationPage(all, Object.fromEntries(charts));
}

/** The page's words, with one space between them. */
function textOf(markup: string): string {
  return markup
    .replace(/<style>[^]*<\/style>/, '')
    .replaceAll('<wbr />', '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&gt;', '>')

    .replace(/\s+/g, ' ');
}

function headingsOf(markup: string): string[] {
  return [...markup.matchAll(/<h2 id="[^"]*">([^<]*)<\/h2>/g)].map(([, title]) => title!);
}

describe('renderEvaluationPage', () => {
  it('has all its parts, the verdict first, and a link to each', () => {
    const markup = page();
    expect(headingsOf(markup)).toEqual([
      'Gates',
      'Metrics',
      'By class',
      'Curves',
      'Probabilities and classes',
      'Groups of people',
      'Beside the baseline',
      'What matters to the model',
      'Answer by answer',
      'Unknown answers',
      'Decision curve',
      'Drift',
      'Training',
      'Model and data',
    ]);
    const links = [...markup.matchAll(/<a href="#([^"]*)">/g)].map(([, id]) => id!);
    expect(links).toHaveLength(14);
    for (const id of links) expect(markup).toContain(`<h2 id="${id}">`);
    expect(markup.indexOf('This model may not ship')).toBeLessThan(markup.indexOf('<h2'));
  });

  it('shows every picture once, with how to read it', () => {
    const markup = page();
    const charts = evaluationCharts(SOURCE);
    for (const [name, { title }] of Object.entries(charts)) {
      expect(markup.split(`data-name="${name}"`)).toHaveLength(2);
      expect(markup).toContain(`<h3>${title}</h3>`);
    }
    expect(markup).toContain(charts.roc!.caption);
    expect(markup.match(/<figcaption/g)).toHaveLength(Object.keys(charts).length);
  });

  it('says all that the document says', () => {
    const text = textOf(page());
    for (const words of [
      'This model may not ship: it misses 1 of 2 gates.',
      'macro_f1>=0.4 0.4200 met',
      'worst_slice.roc_auc_any>=0.8 Sex male has 0.79 0.7900 not met',
      'Accuracy the share of people given their true class 0.4000 0.3900 to 0.4100',
      'Positive is prediabetes or diabetes. An interval holds 95 % of what 1,000 resamples',
      'Recall of those of the class, the share that is found 0.550 0.540 to 0.560',
      'The calibration error is 0.5200: more than chance explains.',
      'on 1,000 rows, by chance alone, and in 5 of 100 cases more than 0.0056.',
      'The worst group is Sex male with a ROC AUC of 0.790; all rows together have 0.480.',
      'Sex unknown too few people to judge 10 0.5000',
      'By log-loss this model is better than model efefefefefef .',
      '0.4200 0.4400 −0.0200 −0.0300 to −0.0100 worse',
      'and the baseline 31: not distinguishable (McNemar&#39;s test, p = 0.34).',
      'Stroke −0.0001 −0.0011 to 0.0009',
      'General health poor 20.0 % 25.0 %',
      'Body mass index 0.310 large 0 % 5.0 %',
      'Bootstrap 1,000 resamples, seed 42',
      'Absent indicators Fruit every day, Vegetables every day',
      'Ignored of these Vegetables every day',
      'This is no medical device.',
    ]) {
      expect(text).toContain(words);
    }
  });

  it.each([
    [{ gates: [], passed: true }, 'No gate was set: nothing here says whether this model may ship.'],
    [{ gates: MADE_UP_EVALUATION.gates.slice(0, 1), passed: true }, 'This model may ship: it meets its one gate.'],
  ])('says what follows from the gates', (changes, words) => {
    expect(textOf(page(changes))).toContain(words);
  });

  it('says that calibration is no worse than chance explains', () => {
    const metrics = { ...MADE_UP_EVALUATION.metrics, ece_any: 0.005 };
    expect(textOf(page({ metrics }))).toContain('The calibration error is 0.0050: no more than chance explains.');
  });

  it('leaves out what there is nothing of', () => {
    const { baseline, importance, partialDependence, missing, drift, ...rest } = MADE_UP_EVALUATION;
    expect([baseline, importance, partialDependence, missing, drift]).not.toContain(undefined);
    const document = {
      ...rest,
      metrics: { accuracy: 1 },
      intervals: {},
      curves: { roc: [], precisionRecall: [], reliability: rest.curves.reliability, decision: [] },
      undefinedMetrics: [{ key: 'roc_auc_any', reason: 'all rows are of one class' }],
      slices: [],
      worstSlice: null,
      gates: [],
    };
    const markup = renderEvaluationPage({ ...SOURCE, document, manifest: { ...LIFELIKE_MANIFEST, history: [] } }, {});
    expect(headingsOf(markup)).toEqual(['Metrics', 'By class', 'Probabilities and classes', 'Model and data']);
    const text = textOf(markup);
    expect(text).toContain('Not defined for these rows roc_auc_any : all rows are of one class');
    expect(text).not.toMatch(/undefined|NaN|null/);
  });

  it('has the disclaimer near the top and at the end', () => {
    const markup = page();
    const [first, last] = [markup.indexOf('no medical device'), markup.lastIndexOf('no medical device')];
    expect(first).toBeLessThan(markup.indexOf('<nav'));
    expect(last).toBeGreaterThan(markup.indexOf('Fingerprint'));
  });

  it('takes names from the schema and the files for text, whatever they are', () => {
    const evil = '<script>alert(1)</script>"\'&';
    const [slice] = MADE_UP_EVALUATION.slices;
    const indicators = SHIPPED_SCHEMA.indicators.map((each) => ({ ...each, label: evil }));
    const markup = page(
      {
        classes: MADE_UP_EVALUATION.classes.map((each) => ({ ...each, title: evil })),
        data: { ...MADE_UP_EVALUATION.data, path: evil },
        slices: [{ ...slice!, title: evil }],
        worstSlice: { ...MADE_UP_EVALUATION.worstSlice!, title: evil },
        undefinedMetrics: [{ key: evil, reason: evil }],
        gates: [{ ...MADE_UP_EVALUATION.gates[0]!, gate: evil, reason: evil }],
        partialDependence: MADE_UP_EVALUATION.partialDependence!.map(({ indicator, points }) => ({
          indicator,
          points: points.map((point) => ({ ...point, words: evil })),
        })),
        disclaimer: evil,
      },
      { schema: { ...SHIPPED_SCHEMA, indicators, title: evil, source: evil } },
    );
    expect(markup).not.toContain('<script');
    expect(markup.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(40);
  });

  it('needs nothing from elsewhere', () => {
    const withoutSource = page({}, { schema: { ...SHIPPED_SCHEMA, source: 'a survey' } });
    expect(withoutSource).not.toMatch(/https?:|<script|<link|<img|@import|url\(/);
  });

  it('has a table with heads for each row, which the arrow keys scroll', () => {
    const markup = page();
    const tables = markup.match(/<table[^]*?<\/table>/g)!;
    for (const table of tables) expect(table).toMatch(/<thead>\s*<tr>\s*<th scope="col"/);
    const regions = [...markup.matchAll(/<div class="scroll" role="region" tabindex="0" aria-label="([^"]*)">/g)];
    expect(regions).toHaveLength(tables.length);
    expect(new Set(regions.map(([, label]) => label)).size).toBe(regions.length);
  });
});
