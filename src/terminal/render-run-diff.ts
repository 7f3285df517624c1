import { metricDirection } from '../pipeline/evaluation/metric-keys.ts';
import { formatDifference, formatEstimate, MAIN_METRICS } from '../pipeline/evaluation/metric-titles.ts';
import { quantity } from '../foundation/quantity.ts';
import type { MetricPair, Pair, RunDifferences } from '../tracking/runs/diff-runs.ts';
import { oneLine } from './fit-table.ts';
import { formatAgo } from './format.ts';
import type { RunLook } from './run-cells.ts';
import { section } from './section.ts';
import type { Style } from './style.ts';
import { alignColumns, renderTable } from './table.ts';

/** One of two runs that are compared. */
export interface ComparedRun {
  readonly id: string;
  readonly name: string | null;
  readonly startTime: string;
}

/** What `track diff --json` prints: only what differs. */
export interface RunDiffDocument extends RunDifferences {
  readonly schemaVersion: 1;
  readonly command: 'track diff';
  readonly a: ComparedRun;
  readonly b: ComparedRun;
}

export interface RunDiffLook extends RunLook {
  /** Whether every metric is shown, and not the telling ones. */
  readonly all: boolean;
}

/** What two runs do not have in common, side by side. */
export function renderRunDiff(document: RunDiffDocument, look: RunDiffLook): string {
  const { facts, params, tags, metrics } = document;
  const { style } = look;
  const isSame = [facts, params, tags, metrics].every((part) => Object.keys(part).length === 0);
  return [
    ...headLines(document, look),
    ...section('', pairLines(facts, look), style),
    ...section('Params', pairLines(params, look), style),
    ...section('Metrics', metricLines(metrics, look), style),
    ...section('Tags', pairLines(tags, look), style),
    ...(isSame ? ['', 'They have the same params, metrics, tags and data.'] : []),
  ].join('\n');
}

function headLines({ a, b }: RunDiffDocument, { style, now, idLength }: RunDiffLook): readonly string[] {
  const line = (letter: string, run: ComparedRun) => [
    style.strong(letter),
    style.accent(run.id.slice(0, idLength)),
    style.muted(formatAgo(now - Date.parse(run.startTime))),
    run.name === null ? '' : oneLine(run.name, 40, style),
  ];
  return alignColumns([line('A', a), line('B', b)]);
}

function pairLines(pairs: Readonly<Record<string, Pair<string>>>, { style, width }: RunDiffLook): readonly string[] {
  const keys = Object.keys(pairs);
  if (keys.length === 0) return [];
  const room = Math.floor((width - Math.max(...keys.map((key) => key.length)) - 4) / 2);
  const cell = (text: string | null) => (text === null ? style.muted('-') : oneLine(text, Math.max(12, room), style));
  const rows = keys.map((key) => [key, cell(pairs[key]!.a), cell(pairs[key]!.b)]);
  return renderTable([{ title: '' }, { title: 'A' }, { title: 'B' }], rows, style).split('\n');
}

function metricLines(metrics: Readonly<Record<string, MetricPair>>, { style, all }: RunDiffLook): readonly string[] {
  const keys = Object.keys(metrics);
  if (keys.length === 0) return [];
  const main = MAIN_METRICS.filter((key) => key in metrics);
  const shown: readonly string[] = all || main.length === 0 ? keys : main;
  const rows = shown.map((key) => {
    const pair = metrics[key]!;
    return [key, estimate(key, pair, 'a'), estimate(key, pair, 'b'), change(key, pair, style)];
  });
  const hidden = keys.length - shown.length;
  const columns = [{ title: '' }, { title: 'A' }, { title: 'B' }, { title: 'B - A', align: 'right' as const }];
  return [
    ...renderTable(columns, rows, style).split('\n'),
    ...(hidden === 0 ? [] : [style.muted(`${quantity(hidden, 'more metric')}; --verbose shows them`)]),
  ];
}

function estimate(key: string, { intervals, ...values }: MetricPair, side: 'a' | 'b'): string {
  const value = values[side];
  return formatEstimate(
    key,
    value === null ? {} : { [key]: value },
    intervals === undefined ? {} : { [key]: intervals[side] },
  );
}

function change(key: string, { difference }: MetricPair, style: Style): string {
  if (difference === null) return style.muted('-');
  const direction = metricDirection(key);
  const text = formatDifference(difference);
  if (direction === undefined) return text;
  return difference < 0 === (direction === 'minimize') ? style.good(text) : style.bad(text);
}
