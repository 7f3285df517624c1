import { describe, expect, it } from '@jest/globals';
import type { EvaluationDocument } from '../../../src/pipeline/workflows/evaluation-result.ts';
import type { Chart } from '../../../src/reports/charts/chart.ts';
import { evaluationCharts } from '../../../src/reports/charts/evaluation-charts.ts';
import { fitText, textWidth } from '../../../src/reports/charts/text-width.ts';
import { LIFELIKE_EVALUATION, LIFELIKE_MANIFEST } from '../../helpers/lifelike-evaluation.ts';
import { MADE_UP_EVALUATION } from '../../helpers/made-up-evaluation.ts';
import { SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const { history } = LIFELIKE_MANIFEST;

function chartsOf(changes: Partial<EvaluationDocument> = {}): Record<string, Chart> {
  const document = { ...MADE_UP_EVALUATION, ...changes };
  return evaluationCharts({ document, manifest: { history }, schema: SHIPPED_SCHEMA });
}

interface Layer {
  readonly mark: { readonly type: string; readonly color?: string };
  readonly data?: { readonly values: readonly Record<string, unknown>[] };
  readonly encoding: Record<string, { readonly scale?: { readonly domain: readonly unknown[] } }>;
}

/** A chart's layers, as plain JSON. */
function layersOf(chart: Chart | undefined): readonly Layer[] {
  return (JSON.parse(JSON.stringify(chart!.specification)) as { layer: readonly Layer[] }).layer;
}

/** The rows that a chart's layers share. */
function rowsOf(chart: Chart | undefined): readonly Record<string, unknown>[] {
  return (chart!.specification as unknown as { data: { values: readonly Record<string, unknown>[] } }).data.values;
}

describe('evaluationCharts', () => {
  it('has a picture of everything that the document holds', () => {
    expect(Object.keys(chartsOf())).toEqual([
      'roc',
      'precisionRecall',
      'reliability',
      'confusion',
      'slices0',
      'importanceRanking',
      'importanceProbability',
      'dependence:GenHlth',
      'dependence:BMI',
      'missingRanking',
      'missingCalibration',
      'decision',
      'loss',
      'macroF1',
    ]);
  });

  it('has none of what is not there', () => {
    const { importance, partialDependence, missing, ...rest } = MADE_UP_EVALUATION;
    expect([importance, partialDependence, missing]).not.toContain(undefined);
    const curves = { ...rest.curves, roc: [], precisionRecall: [], decision: [] };
    const document = { ...rest, curves, slices: [] };
    const charts = evaluationCharts({ document, manifest: { history: [] }, schema: SHIPPED_SCHEMA });
    expect(Object.keys(charts)).toEqual(['reliability', 'confusion']);
  });

  it('leaves out what nobody answered, and what is not defined', () => {
    const [first] = MADE_UP_EVALUATION.slices;
    const charts = chartsOf({
      partialDependence: [{ indicator: 'BMI', points: [] }],
      slices: [{ ...first!, metrics: {} }],
      missing: [{ unknown: 0, metrics: { roc_auc_any: 0.8 }, intervals: {} }],
    });
    expect(charts).not.toHaveProperty('dependence:BMI');
    expect(charts).not.toHaveProperty('slices0');
    expect(charts).not.toHaveProperty('missingCalibration');
    expect(rowsOf(charts.missingRanking)).toEqual([{ unknown: 0, value: 0.8, low: 0.8, high: 0.8 }]);
  });

  it('describes each in words and says how to read it', () => {
    for (const { title, caption, label } of Object.values(chartsOf())) {
      expect(title).not.toBe('');
      expect(caption).toMatch(/^[A-Z].*\.$/);
      expect(label).toMatch(/^[A-Z].*\d.*\.$/);
      expect(`${title}${caption}${label}`).not.toMatch(/undefined|NaN/);
    }
  });
});

describe('the curves', () => {
  it('go through the points of the document, beside what guessing gives', () => {
    const [curve, guessing] = layersOf(chartsOf().roc);
    expect(curve!.data!.values.map(({ x, y }) => [x, y])).toEqual(MADE_UP_EVALUATION.curves.roc);
    expect(guessing!.data!.values).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]);
    const [, prevalence] = layersOf(chartsOf().precisionRecall);
    expect(prevalence!.data!.values.map(({ y }) => y)).toEqual([0.16, 0.16]);
  });

  it('show where the predicted classes are, any class but the first being positive', () => {
    // Found: 3 + 12 + 10 + 90 of 160; false alarms: 60 + 80 of 840.
    const [, , roc] = layersOf(chartsOf().roc);
    expect(roc!.data!.values).toEqual([{ x: 0.16667, y: 0.71875 }]);
    const [, , precisionRecall] = layersOf(chartsOf().precisionRecall);
    expect(precisionRecall!.data!.values).toEqual([{ x: 0.71875, y: 0.45098 }]);
  });

  it('show no such place where nobody is predicted to be positive', () => {
    const confusion = [
      [840, 0, 0],
      [20, 0, 0],
      [140, 0, 0],
    ];
    const [, , precisionRecall] = layersOf(chartsOf({ confusion }).precisionRecall);
    expect(precisionRecall!.data!.values).toEqual([]);
  });

  it('draw reliability beside the diagonal, as far as there are bins', () => {
    const [diagonal, bins] = layersOf(chartsOf().reliability);
    expect(diagonal!.data!.values).toEqual([
      { x: 0, y: 0 },
      { x: 0.3, y: 0.3 },
    ]);
    expect(bins!.data!.values).toEqual([
      { x: 0.05, y: 0.04, rows: 500 },
      { x: 0.27, y: 0.28, rows: 500 },
    ]);
  });

  it('end treating everyone where it would stretch the picture', () => {
    const [lines] = layersOf(chartsOf({ curves: LIFELIKE_EVALUATION.curves }).decision);
    const { values } = lines!.data!;
    const everyone = values.filter(({ name }) => name === 'Treat everyone').map(({ y }) => Number(y));
    expect(Math.min(...everyone)).toBeGreaterThan(-0.05);
    expect(everyone.length).toBeGreaterThan(10);
    expect(values.filter(({ name }) => name === 'Model')).toHaveLength(99);
    expect(values.filter(({ name }) => name === 'Treat no one').map(({ y }) => y)).toEqual([0, 0]);
  });
});

describe('the confusion', () => {
  it('is coloured by the share of the true class', () => {
    const cells = rowsOf(chartsOf().confusion);
    expect(cells).toHaveLength(9);
    expect(cells[0]).toEqual({ actual: 0, predicted: 0, rows: '700', share: 0.83333, words: '83.3 %' });
    expect(cells[5]).toEqual({ actual: 1, predicted: 2, rows: '12', share: 0.6, words: '60.0 %' });
  });

  it('has empty cells for a class of which there is nobody', () => {
    const confusion = [
      [700, 60, 80],
      [0, 0, 0],
      [40, 10, 90],
    ];
    expect(rowsOf(chartsOf({ confusion }).confusion)[4]).toMatchObject({ rows: '0', share: 0, words: '' });
  });
});

describe('the slices', () => {
  it('are rows with intervals, small ones in grey, without what the title says', () => {
    const rows = rowsOf(chartsOf().slices0);
    expect(chartsOf().slices0!.title).toBe('Sex');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toEqual({
      row: 0,
      title: 'female (560)',
      words: '0.830',
      isMuted: false,
      value: 0.83,
      low: 0.8,
      high: 0.86,
      reference: 0.48,
    });
    expect(rows[2]).toMatchObject({ title: 'unknown (10)', isMuted: true });
  });

  it('are apart by the indicators that make them, on one axis; the worst are drawn where they are many', () => {
    const { slices0, slices1, slices2 } = chartsOf({ slices: LIFELIKE_EVALUATION.slices });
    expect([slices0, slices1, slices2].map((chart) => chart!.title)).toEqual(['Sex', 'Age', 'Age × Household income']);
    expect([slices0, slices1, slices2].map((chart) => rowsOf(chart).length)).toEqual([2, 13, 24]);
    const domains = [slices0, slices1, slices2].map((chart) => layersOf(chart).at(-1)!.encoding.x!.scale!.domain);
    expect(new Set(domains.map(String)).size).toBe(1);
    const values = rowsOf(slices2).map(({ value }) => Number(value));
    expect(values).toEqual([...values].sort((one, other) => one - other));
    expect(slices2!.caption).toMatch(/^The 24 worst of 104 groups/);
  });

  it('do not let the interval of a small one stretch the axis', () => {
    const [one, other, small] = MADE_UP_EVALUATION.slices;
    const wide = { ...small!, metrics: { roc_auc_any: 0.7 }, intervals: { roc_auc_any: [0, 1] as const } };
    const chart = chartsOf({ slices: [one!, other!, wide], metrics: { roc_auc_any: 0.8 } }).slices0;
    const [least, greatest] = layersOf(chart).at(-1)!.encoding.x!.scale!.domain as [number, number];
    expect(least).toBeCloseTo(0.7, 10);
    expect(greatest).toBeCloseTo(0.9, 10);
    expect(rowsOf(chart)[2]).toMatchObject({ low: least, high: greatest });
  });
});

describe('importance', () => {
  it('has a bar for each indicator in the order of the document, in grey where it may be nothing', () => {
    const rows = rowsOf(chartsOf().importanceRanking);
    expect(rows.map(({ title }) => title)).toEqual(['General health', 'Body mass index', 'Age', 'Stroke']);
    expect(rows.map(({ isMuted }) => isMuted)).toEqual([false, false, false, true]);
    expect(rows[3]).toMatchObject({ words: '−0.0001', low: -0.0011, high: 0.0009 });
    expect(rowsOf(chartsOf().importanceProbability)[0]).toMatchObject({ value: 0.025 });
  });
});

describe('partial dependence', () => {
  it('joins the answers of an order, and not those without one', () => {
    const marks = (type: 'ordinal' | 'nominal') => {
      const [indicator] = SHIPPED_SCHEMA.indicators;
      const schema = { ...SHIPPED_SCHEMA, indicators: [{ ...indicator!, name: 'GenHlth', type }] };
      const charts = evaluationCharts({ document: MADE_UP_EVALUATION, manifest: { history }, schema });
      return layersOf(charts['dependence:GenHlth']).map(({ mark }) => mark.type);
    };
    expect(marks('ordinal')).toEqual(['line', 'point']);
    expect(marks('nominal')).toEqual(['point']);
  });

  it('is told by its ends and its peak', () => {
    expect(chartsOf()['dependence:GenHlth']!.label).toBe(
      'General health, mean predicted probability: 5.0 % at excellent, 25.0 % at poor.',
    );
  });
});

describe('training history', () => {
  it('has the losses in one picture and macro F1 in another', () => {
    const [losses] = layersOf(chartsOf().loss);
    expect(losses!.data!.values).toHaveLength(16);
    const [f1] = layersOf(chartsOf().macroF1);
    expect(f1!.data!.values.map(({ x }) => x)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('fitText', () => {
  it('leaves a text that fits', () => {
    expect(fitText('Age', 100, 11)).toBe('Age');
  });

  it('cuts one that does not, between characters', () => {
    const cut = fitText('Household income 𝒳𝒳𝒳𝒳𝒳𝒳', 130, 11);
    expect(cut).toMatch(/^Household income 𝒳+…$/u);
    expect(textWidth(cut, 11)).toBeLessThanOrEqual(130);
  });
});
