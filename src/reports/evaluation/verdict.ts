import { formatGateValue } from '../../pipeline/workflows/evaluation-words.ts';
import { metricTitle } from '../../pipeline/evaluation/metric-titles.ts';
import { quantity } from '../../foundation/quantity.ts';
import type { GateResult } from '../../pipeline/evaluation/result.ts';
import { factList, type Fact } from '../fact-list.ts';
import { formatCount, formatInterval, formatScore } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html, type Html } from '../html.ts';
import { headTitle, type EvaluationPageSource, type RenderSection } from './source.ts';

/** The metrics that are told first, and with how many decimals. */
const FIRST_METRICS = [
  ['roc_auc_any', 3],
  ['macro_f1', 3],
  ['log_loss', 3],
  ['ece_any', 4],
] as const;

/** Whether the model may ship, and the few figures that one looks for first. */
export function verdictOf(source: EvaluationPageSource): Html {
  const { gates, passed } = source.document;
  const failed = gates.filter((gate) => !gate.passed).length;
  return html`<p class="verdict ${gates.length === 0 ? 'muted' : passed ? 'good' : 'bad'}">
      ${verdictWords(gates.length, failed)}
    </p>
    ${factsOf(source)}`;
}

function verdictWords(gates: number, failed: number): string {
  if (gates === 0) return 'No gate was set: nothing here says whether this model may ship.';
  if (failed === 0) return `This model may ship: it meets ${gates === 1 ? 'its one gate' : `all ${gates} gates`}.`;
  return `This model may not ship: it misses ${failed} of ${quantity(gates, 'gate')}.`;
}

function factsOf({ document }: EvaluationPageSource): Html {
  const { data, rows, classes, metrics, intervals, worstSlice } = document;
  const first = FIRST_METRICS.filter(([key]) => metrics[key] !== undefined).map(([key, decimals]): Fact => [
    headTitle(metricTitle(key, classes)),
    formatScore(metrics[key], decimals),
    formatInterval(intervals[key], decimals),
  ]);
  const worst: readonly Fact[] =
    worstSlice === null ? [] : [['Worst group', formatScore(worstSlice.value), worstSlice.title]];
  const origin = data.source === 'test' ? 'its own test share' : 'of another file';
  return factList([['Rows', formatCount(rows), origin], ...first, ...worst]);
}

/** What must hold for the model to ship, one by one. */
export const gatesSection: RenderSection = ({ document: { gates } }) => {
  if (gates.length === 0) return undefined;
  return htmlTable<GateResult>(
    'Gates',
    [
      {
        title: 'Gate',
        look: 'header',
        cell: ({ gate, reason }) => html`<code class="gate">${breakable(gate)}</code> <small>${reason}</small>`,
      },
      { title: 'Value', look: 'number', cell: formatGateValue },
      {
        title: 'Verdict',
        cell: ({ passed }) =>
          html`<strong class="${passed ? 'good' : 'bad'}">${passed ? 'met' : 'not\u00a0met'}</strong>`,
      },
    ],
    gates,
  );
};

/** A gate may be broken behind a dot or an underscore and before its operator, and nowhere else. */
function breakable(gate: string): readonly Html[] {
  return gate.split(/(?<=[._])(?=[a-z])|(?=[<>])/).map((piece) => html`${piece}<wbr />`);
}
