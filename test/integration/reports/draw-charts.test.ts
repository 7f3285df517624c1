import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Chart, DrawnChart } from '../../../src/reports/charts/chart.ts';
import { evaluationCharts } from '../../../src/reports/charts/evaluation-charts.ts';
import { drawChart, drawCharts } from '../../../src/reports/draw-chart.ts';
import { renderEvaluationPage } from '../../../src/reports/evaluation-page.ts';
import { LIFELIKE_EVALUATION, LIFELIKE_MANIFEST } from '../../helpers/lifelike-evaluation.ts';
import { MADE_UP_EVALUATION } from '../../helpers/made-up-evaluation.ts';
import { SHIPPED_SCHEMA } from '../../unit/schema/shipped-schema.ts';

const SOURCE = {
  document: LIFELIKE_EVALUATION,
  manifest: LIFELIKE_MANIFEST,
  schema: SHIPPED_SCHEMA,
};

describe('drawCharts', () => {
  let charts: Record<string, Chart>;
  let drawn: Record<string, DrawnChart>;
  beforeAll(async () => {
    charts = evaluationCharts(SOURCE);
    drawn = await drawCharts(charts);
  });

  it('draws every chart as one image with its label', () => {
    expect(Object.keys(drawn)).toEqual(Object.keys(charts));
    expect(Object.keys(drawn)).toHaveLength(35);
    for (const { svg } of Object.values(drawn)) {
      expect(svg).toMatch(/^<svg viewBox="0 0 \d+ \d+" role="img" aria-label="[^"]+">/);
      expect(svg).toMatch(/<\/svg>$/);
    }
  });

  it('draws what the data say: a mark for each of them, and none at a place that is no number', () => {
    const marks = (name: string, layer: number): number => {
      const [, content] = new RegExp(`class="[^"]* layer_${layer}_marks"[^>]*>([^]*?)</g>`).exec(drawn[name]!.svg)!;
      return content!.match(/<(path|text|line|rect)/g)!.length;
    };
    expect(marks('reliability', 1)).toBe(15);
    expect(marks('confusion', 0)).toBe(9);
    expect(marks('importanceRanking', 0)).toBe(21);
    expect(marks('slices1', 3)).toBe(13);
    for (const { svg } of Object.values(drawn)) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws little as well: one epoch, one slice, one answer, two points', async () => {
    const [slice] = MADE_UP_EVALUATION.slices;
    const [dependence] = MADE_UP_EVALUATION.partialDependence!;
    const document = {
      ...MADE_UP_EVALUATION,
      slices: [{ ...slice!, intervals: {} }],
      importance: MADE_UP_EVALUATION.importance!.slice(0, 1),
      partialDependence: [{ ...dependence!, points: dependence!.points.slice(0, 1) }],
      missing: MADE_UP_EVALUATION.missing!.slice(0, 1),
    };
    const manifest = { history: LIFELIKE_MANIFEST.history.slice(0, 1) };
    const little = await drawCharts(evaluationCharts({ document, manifest, schema: SHIPPED_SCHEMA }));
    expect(Object.keys(little)).toHaveLength(13);
    for (const { svg } of Object.values(little)) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('has the colours of the page and no others', () => {
    for (const { svg } of Object.values(drawn)) {
      const colours = [...svg.matchAll(/(?:fill|stroke|color)="([^"]*)"/g)].map(([, colour]) => colour!);
      expect(colours).toContain('var(--muted)');
      expect(colours.filter((colour) => !/^(var\(--[a-z]+\)|none|transparent)$/.test(colour))).toEqual([]);
      expect(svg).not.toContain('style=');
    }
  });

  it('needs nothing from elsewhere, and has no names that another picture could have', () => {
    for (const { svg } of Object.values(drawn)) expect(svg).not.toMatch(/https?:|href|url\(|font-family| id=/);
  });

  it('gives the same text every time', async () => {
    const again = await drawCharts({ roc: charts.roc!, confusion: charts.confusion! });
    expect(again).toEqual({ roc: drawn.roc, confusion: drawn.confusion });
  });

  it('takes words for text, whatever they are', async () => {
    const evil = '<script>alert(1)</script>"\'&';
    const classes = LIFELIKE_EVALUATION.classes.map((each) => ({ ...each, title: evil }));
    const slices = LIFELIKE_EVALUATION.slices.slice(0, 1).map((each) => ({ ...each, title: evil }));
    const document = { ...LIFELIKE_EVALUATION, classes, slices };
    const all = evaluationCharts({ ...SOURCE, document });
    for (const chart of [all.confusion!, all.slices0!]) {
      const svg = await drawChart(chart);
      expect(svg).not.toContain('<script');
      expect(svg).toContain('&lt;script&gt;');
    }
  });

  it('makes a page of less than 400 kB', () => {
    const page = renderEvaluationPage(SOURCE, drawn);
    expect(Buffer.byteLength(page)).toBeLessThan(400_000);
    expect(page.match(/<svg/g)).toHaveLength(35);
  });

  it('makes a page of less than 1 MB even of a thousand slices', async () => {
    const slices = Array.from({ length: 1000 }, (_, i) => LIFELIKE_EVALUATION.slices[15 + (i % 104)]!);
    const document = { ...LIFELIKE_EVALUATION, slices };
    const page = renderEvaluationPage(
      { ...SOURCE, document },
      await drawCharts(evaluationCharts({ ...SOURCE, document })),
    );
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });
});
