import type { ReportedRun, RunsPageSource } from '../../src/reports/runs/source.ts';
import type { Run } from '../../src/tracking/runs/run.ts';
import { SHIPPED_SCHEMA } from '../unit/schema/shipped-schema.ts';
import { madeUpRun } from './made-up-run.ts';

/** A run on a page, told by its number. */
export function reportedRun(number: number, changes: Partial<Run> = {}): ReportedRun {
  const id = String(number).padStart(2, '0').padEnd(32, '0');
  const rocAuc = 0.8 + number / 1000;
  const losses = Array.from({ length: 6 }, (_, i) => 0.6 / (i + 1) + number / 100);
  const run = madeUpRun({
    id,
    params: { 'train.seed': String(number), 'train.hidden': number === 3 ? '[8]' : '[256]', 'train.epochs': '6' },
    metrics: { roc_auc_any: rocAuc, log_loss: 1 - rocAuc, val_roc_auc_any: rocAuc - 0.01, ece_any: 0.01 * number },
    intervals: { roc_auc_any: [rocAuc - 0.005, rocAuc + 0.005] },
    passed: number % 2 === 0,
    series: { val_loss: losses, val_macro_f1: losses.map((loss) => 1 - loss), learning_rate: [1e-3, 1e-4] },
    ...changes,
  });
  return {
    run,
    shortId: id.slice(0, 8),
    label: run.name ?? id.slice(0, 8),
    gates: [
      {
        gate: 'roc_auc_any>=0.802',
        key: 'roc_auc_any',
        operator: '>=',
        threshold: 0.802,
        value: rocAuc,
        passed: rocAuc >= 0.802,
      },
    ],
    dataName: 'survey.csv',
    bundlePath: `.diabetes/runs/${id}/model/`,
  };
}

/** What a page of some runs is made from. */
export function runsPageSource(runs: readonly ReportedRun[]): RunsPageSource {
  const { target, disclaimer } = SHIPPED_SCHEMA;
  return { runs, recorded: 20, classes: target.classes, disclaimer };
}
