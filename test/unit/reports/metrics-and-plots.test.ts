import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { renderMetricsAndPlots } from '../../../src/reports/metrics-and-plots.ts';
import { MADE_UP_EVALUATION } from '../../helpers/made-up-evaluation.ts';
import { PROJECT_ROOT } from '../../helpers/working-tree.ts';

type Row = Readonly<Record<string, string | number>>;

const MANIFEST = {
  metrics: { validation: { accuracy: 0.81, roc_auc_any: 0.7 } },
  history: [
    { train_loss: 0.6, val_loss: 0.5, val_macro_f1: 0.4, learning_rate: 0.01 },
    { train_loss: 0.5, val_loss: 0.45, val_macro_f1: 0.41, learning_rate: 0.002 },
  ],
};
const FILES = renderMetricsAndPlots({ evaluation: MADE_UP_EVALUATION, manifest: MANIFEST });
const PLOTS = [...FILES.keys()].filter((path) => path.startsWith('plots/'));

describe('the files for DVC', () => {
  const rowsOf = (path: string, files = FILES): readonly Row[] => JSON.parse(files.get(path)!) as Row[];

  it('hold flat metrics: of the evaluated rows bare, of the validation rows with a prefix', () => {
    const metrics = JSON.parse(FILES.get('metrics.json')!) as Row;
    expect(metrics).toEqual({ ...MADE_UP_EVALUATION.metrics, val_accuracy: 0.81, val_roc_auc_any: 0.7 });
    expect(Object.values(metrics).every((value) => typeof value === 'number')).toBe(true);
  });

  it('hold the curves under the keys of DVCLive', () => {
    expect(rowsOf('plots/roc.json')[1]).toEqual({ fpr: 0.2, tpr: 0.6 });
    expect(rowsOf('plots/precision_recall.json')[1]).toEqual({ recall: 0.5, precision: 0.5 });
    expect(rowsOf('plots/calibration.json')[1]).toEqual({ rows: 500, prob_pred: 0.27, prob_true: 0.28 });
  });

  it('hold one row for each cell of the confusion, not for each prediction', () => {
    const rows = rowsOf('plots/confusion.json');
    expect(rows).toHaveLength(9);
    expect(rows).toContainEqual({ actual: 'diabetes', predicted: 'none', count: 40 });
    expect(rows).toContainEqual({ actual: 'none', predicted: 'diabetes', count: 80 });
  });

  it('count the epochs from 1', () => {
    expect(rowsOf('plots/history.json')).toEqual(MANIFEST.history.map((metrics, i) => ({ epoch: i + 1, ...metrics })));
  });

  it.each(PLOTS)('are lists of rows with the same keys, one row a line: %s', (path) => {
    const rows = rowsOf(path);
    expect(new Set(rows.map((row) => Object.keys(row).join())).size).toBe(1);
    expect(FILES.get(path)!.split('\n')).toHaveLength(rows.length + 3);
  });

  it('are the same ones where nothing is defined', () => {
    const evaluation = { ...MADE_UP_EVALUATION, metrics: {}, curves: { ...MADE_UP_EVALUATION.curves, roc: [] } };
    const files = renderMetricsAndPlots({ evaluation, manifest: { metrics: { validation: {} }, history: [] } });
    expect([...files.keys()]).toEqual([...FILES.keys()]);
    expect(JSON.parse(files.get('metrics.json')!)).toEqual({});
    expect(rowsOf('plots/roc.json', files)).toEqual([]);
    expect(rowsOf('plots/history.json', files)).toEqual([]);
  });
});

interface Plot {
  readonly x: string;
  readonly y: string;
  readonly template: string;
}

interface Stage {
  readonly cmd: string;
  readonly deps: readonly string[];
  readonly metrics: readonly Readonly<Record<string, unknown>>[];
  readonly plots: readonly Readonly<Record<string, Plot>>[];
}

interface Pipeline {
  readonly stages: { readonly evaluate: Stage };
  readonly artifacts: unknown;
}

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');
const OWN = parse(read('dvc.yaml')) as Pipeline;
const TEMPLATE = parse(read('templates/pipeline.yaml')) as Pipeline;

describe.each([
  ['dvc.yaml', OWN],
  ['templates/pipeline.yaml', TEMPLATE],
])('%s', (_, { stages: { evaluate } }) => {
  it('declares all of them and no other', () => {
    const declared = [...evaluate.metrics, ...evaluate.plots].flatMap((entry) => Object.keys(entry));
    expect(declared).toEqual([...FILES.keys()].map((path) => `reports/${path}`));
  });

  it('draws keys that are there', () => {
    for (const [path, { x, y }] of evaluate.plots.flatMap((plot) => Object.entries(plot))) {
      const [row] = JSON.parse(FILES.get(path.replace('reports/', ''))!) as [Row];
      expect([path, Object.keys(row)]).toEqual([path, expect.arrayContaining([x, y])]);
    }
  });
});

describe('the two pipelines', () => {
  it('differ in the program, and in where the template of the confusion is', () => {
    const { evaluate } = OWN.stages;
    const drawnFrom = 'templates/confusion_counts.json';
    const plots = evaluate.plots.map((plot) =>
      Object.fromEntries(
        Object.entries(plot).map(([path, look]) => [
          path,
          look.template === 'confusion_counts' ? { ...look, template: drawnFrom } : look,
        ]),
      ),
    );
    const cmd = evaluate.cmd.replace('node bin/diabetes.js', 'diabetes');
    const deps = evaluate.deps.filter((path) => !path.startsWith('dist/'));
    expect(TEMPLATE.stages.evaluate).toEqual({ ...evaluate, plots, cmd, deps });
    expect(TEMPLATE.artifacts).toEqual(OWN.artifacts);
  });

  it('draw it from one template', () => {
    expect(read('.dvc/plots/confusion_counts.json')).toBe(read('templates/confusion_counts.json'));
  });
});
