import { formatMetric, MAIN_METRICS, metricTitle } from '../pipeline/evaluation/metric-titles.ts';
import type { Comparison, Verdict } from '../pipeline/evaluation/result.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import { describeComparison, describeMcnemar, formatChange } from '../pipeline/workflows/evaluation-words.ts';
import { proseLines, type EvaluationLook } from './evaluation-look.ts';
import { renderTable } from './table.ts';

/** Whether the model is better than its baseline, metric by metric and in the classes that it predicts. */
export function comparisonLines(
  { classes }: EvaluationDocument,
  comparison: Comparison,
  look: EvaluationLook,
): readonly string[] {
  const { style, all } = look;
  const { differences } = comparison;
  const paint: Readonly<Record<Verdict, (text: string) => string>> = {
    better: style.good,
    worse: style.bad,
    'not distinguishable': style.muted,
  };
  const columns = [
    { title: style.muted('metric') },
    { title: style.muted('baseline'), align: 'right' as const },
    { title: style.muted('difference') },
    { title: '' },
  ];
  const shown: readonly string[] = all ? Object.keys(differences) : MAIN_METRICS;
  const rows = shown.flatMap((key) => {
    const difference = differences[key];
    if (difference === undefined) return [];
    const { baseline, verdict } = difference;
    return [
      [metricTitle(key, classes), formatMetric(key, baseline), formatChange(difference), paint[verdict](verdict)],
    ];
  });
  return [
    ...proseLines(describeComparison(comparison), look).map((line) => paint[comparison.verdict](line)),
    ...renderTable(columns, rows, style).split('\n'),
    ...proseLines(describeMcnemar(comparison.mcnemar), look),
  ];
}
