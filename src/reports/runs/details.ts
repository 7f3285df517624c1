import { formatCount } from '../format-figures.ts';
import { formatGateValue } from '../../pipeline/workflows/evaluation-words.ts';
import type { GateResult } from '../../pipeline/evaluation/result.ts';
import { htmlTable, type TableColumn } from '../html-table.ts';
import { html, type Html } from '../html.ts';
import { bestValue, differingParams, metricKeys } from './differences.ts';
import { metricCell, wide } from './overview.ts';
import type { ReportedRun, RunsPageSource } from './source.ts';

/** Each gate that a run was held to, and what it came to in each run. */
export function gatesSection({ runs }: RunsPageSource): Html | undefined {
  const gates = [...new Set(runs.flatMap((each) => each.gates.map(({ gate }) => gate)))];
  if (gates.length === 0) return undefined;
  const judged = runs.filter((each) => each.gates.length > 0);
  const columns = judged.map((each) => runColumn(each, (gate: string) => verdictOf(each.gates, gate)));
  return wide(htmlTable('Gates', [keyColumn('Gate'), ...columns], gates));
}

function verdictOf(gates: readonly GateResult[], name: string): Html {
  const gate = gates.find((candidate) => candidate.gate === name);
  if (gate === undefined) return html`–`;
  const { passed } = gate;
  return html`<span class="${passed ? 'good' : 'bad'}">${passed ? 'met' : 'not met'}</span>
    <small>${formatGateValue(gate)}</small>`;
}

/** Which rows the runs worked on. */
export function dataSection({ runs }: RunsPageSource): Html | undefined {
  const sets = new Map<string, ReportedRun[]>();
  for (const each of runs) {
    const fingerprint = each.run.data?.fingerprint;
    if (fingerprint !== undefined) sets.set(fingerprint, [...(sets.get(fingerprint) ?? []), each]);
  }
  if (sets.size === 0) return undefined;
  return htmlTable<readonly [string, readonly ReportedRun[]]>(
    'Data sets',
    [
      { title: 'Data set', look: 'header', cell: ([fingerprint, [first]]) => html`${first?.dataName ?? 'rows'} <code>${fingerprint.slice(0, 23)}</code>` },
      { title: 'Rows', look: 'number', cell: ([, [first]]) => (first?.run.data?.rows == null ? '–' : formatCount(first.run.data.rows)) },
      { title: 'Runs', cell: ([, users]) => users.map(({ label }) => label).join(', ') },
    ],
    [...sets],
  );
}

/** Every metric of every run. */
export function metricsTable({ runs }: RunsPageSource): Html {
  const columns = runs.map((each) => runColumn(each, (key: string) => metricCell(each.run, key, bestValue(runs, key))));
  return wide(htmlTable('Every metric', [keyColumn('Metric'), ...columns], metricKeys(runs)));
}

/** The params that all runs have in common. */
export function commonParams({ runs }: RunsPageSource): Html | undefined {
  const [first] = runs;
  const differing = new Set(differingParams(runs));
  const common = Object.entries(first?.run.params ?? {}).filter(([key]) => !differing.has(key));
  if (common.length === 0) return undefined;
  const pairs = common.map(([key, value]) => html`<dt><code>${key}</code></dt><dd><code>${value}</code></dd>`);
  return html`<dl class="pairs">${pairs}</dl>`;
}

function keyColumn(title: string): TableColumn<string> {
  return { title, look: 'header', cell: (key) => html`<code class="gate">${breakable(key)}</code>` };
}

function runColumn(run: ReportedRun, cell: (key: string) => Html): TableColumn<string> {
  return { title: run.label, look: 'number', cell };
}

/** A key may be broken behind a dot or an underscore and before an operator, and nowhere else. */
function breakable(key: string): readonly Html[] {
  return key.split(/(?<=[._])(?=[a-z])|(?=[<>])/).map((piece) => html`${piece}<wbr />`);
}
