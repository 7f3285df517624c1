import { describe, expect, it } from '@jest/globals';
import type { EvaluationDocument } from '../../../src/pipeline/workflows/evaluation-result.ts';
import { renderEvaluationMarkdown } from '../../../src/reports/evaluation-markdown.ts';
import { MADE_UP_EVALUATION as document } from '../../helpers/made-up-evaluation.ts';
import { SHIPPED_SCHEMA as schema } from '../schema/shipped-schema.ts';

const render = (changes: Partial<EvaluationDocument> = {}): string =>
  renderEvaluationMarkdown({ ...document, ...changes }, schema);

/** A document without what only some evaluations have. */
function bare(): EvaluationDocument {
  const { baseline, importance, partialDependence, missing, drift, ...rest } = document;
  return { ...rest, slices: [], worstSlice: null, gates: [], passed: true };
}

describe('renderEvaluationMarkdown', () => {
  it('begins with the verdict, the gates and the main metrics beside the baseline', () => {
    expect(render().split('\n').slice(0, 16)).toEqual([
      '## Model `abababababab`',
      '',
      '**❌ 1 of 2 gates passed: worst_slice.roc_auc_any>=0.8 is not met.**',
      '',
      '|  | Gate | Value |  |',
      '| --- | --- | ---: | --- |',
      '| ✅ passed | `macro_f1>=0.4` | 0.4200 |  |',
      '| ❌ not met | `worst_slice.roc_auc_any>=0.8` | 0.7900 | Sex male has 0.79 |',
      '',
      'On 1,000 rows of `next-year.csv`:',
      '',
      '| Metric | This model | Baseline | Difference |  |',
      '| --- | --- | ---: | --- | --- |',
      '| ROC AUC, any | 0.480 [0.470, 0.490] | 0.479 | +0.0010 [-0.0010, +0.0030] | not distinguishable |',
      '| log-loss | 0.460 [0.450, 0.470] | 0.470 | -0.0100 [-0.0120, -0.0080] | better |',
      '| macro F1 | 0.420 [0.410, 0.430] | 0.440 | -0.0200 [-0.0300, -0.0100] | worse |',
    ]);
    const passed = render({ gates: document.gates.slice(0, 1), passed: true });
    expect(passed).toContain('\n**✅ The gate passed.**\n');
  });

  it('folds classes, slices and drift away', () => {
    const text = render();
    const summaries = Array.from(text.matchAll(/<summary>(.*)<\/summary>\n\n/g), ([, summary]) => summary);
    expect(summaries).toEqual(['By class', 'Slices', 'Drift']);
    expect(text.match(/\n\n<\/details>\n/g)).toHaveLength(3);
    expect(text).toContain('| **Sex male** | 430 | 0.790 [0.760, 0.820] |');
    expect(text).toContain('| Sex unknown | 10 (few) |');
    expect(text).toContain('| Body mass index | 0.310 | large |');
    expect(text).not.toContain('| Sex | 0.001 |');
  });

  it('tells no folder, and says what the intervals are', () => {
    expect(render()).not.toMatch(/\/data\/|\/models\//);
    expect(render()).toMatch(
      /<sub>95 % bootstrap intervals, 1,000 resamples, .* This is no medical device\.<\/sub>\n$/,
    );
  });

  it('is one table and a line where nothing else was asked for', () => {
    const text = renderEvaluationMarkdown(bare(), schema);
    expect(text).toContain('No gate was asked for.');
    expect(text).toContain('| Metric | This model |\n| --- | --- |\n| ROC AUC, any | 0.480 [0.470, 0.490] |');
    expect(text).not.toMatch(/Baseline|worst|Drift|Slices|NaN|undefined/);
  });

  it('takes titles and names for text', () => {
    const evil = 'a|b <img src=x> *c* `d`';
    const text = render({
      data: { ...document.data, path: `/data/${evil}` },
      classes: document.classes.map((one) => ({ ...one, title: evil })),
      slices: [{ ...document.slices[0]!, title: evil }],
      worstSlice: { ...document.worstSlice!, title: evil },
      gates: [{ ...document.gates[0]!, reason: evil }],
    });
    const outsideCode = text.replaceAll('`` a|b <img src=x> *c* `d` ``', '');
    expect(outsideCode).not.toMatch(/(?<!\\)<img|(?<!\\)\*c/);
    for (const line of text.split('\n').filter((one) => one.startsWith('|') && one.includes('img'))) {
      expect(line).toContain('a\\|b');
    }
  });

  it('is small enough for a comment however many slices there are', () => {
    const slices = Array.from({ length: 2000 }, (_, i) => ({ ...document.slices[0]!, title: `Slice ${i}` }));
    expect(render({ slices }).length).toBeLessThan(20_000);
    expect(render({ slices })).toContain('1970 better or smaller slices are not shown.');
  });
});
