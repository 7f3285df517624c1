import { quantity } from '../foundation/quantity.ts';
import { formatEstimate, MAIN_METRICS } from '../pipeline/evaluation/metric-titles.ts';
import type { DroppedLine, Run } from '../tracking/runs/run.ts';
import { oneLine } from './fit-table.ts';
import { formatAgo, formatDuration, formatScore } from './format.ts';
import { statusWord, type RunLook } from './run-cells.ts';
import { gateLines } from './render-evaluated-gates.ts';
import { section } from './section.ts';
import { renderSeries } from './sparkline.ts';
import { alignColumns } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** What `track show --json` prints. */
export interface RunDocument {
  readonly schemaVersion: 1;
  readonly command: 'track show';
  readonly run: Run;
  /** The params that are not the defaults. */
  readonly changedParams: readonly string[];
  /** The bundle that was kept with it: a path from the project's root. */
  readonly bundle: string | null;
  /** The run's pages at the servers that it was delivered to. */
  readonly deliveries: readonly { readonly page: string; readonly isComplete: boolean }[];
}

export interface RunDetailLook extends Omit<RunLook, 'idLength'> {
  /** Whether every param and metric is shown, and not the telling ones. */
  readonly all: boolean;
  /** The kept bundle as it is typed in the current folder. */
  readonly bundlePath: string | null;
}

/** All of one run. */
export function renderRun({ run, changedParams, deliveries }: RunDocument, look: RunDetailLook): string {
  const { style } = look;
  const tags = Object.entries(run.tags);
  return [
    ...headLines(run, deliveries, look),
    ...section('Params', paramLines(run, changedParams, look), style),
    ...section('Metrics', metricLines(run, look), style),
    ...section('Gates', gateLines(run.gates, look), style),
    ...section('Epochs', seriesLines(run, look), style),
    ...section('Tags', tags.length === 0 ? [] : pairLines(tags, look), style),
  ].join('\n');
}

/** What could not be read of a journal: `line 4, and the last line, which is cut off`. */
export function describeDropped(dropped: readonly DroppedLine[]): string {
  const broken = dropped.filter(({ reason }) => reason === 'not a record').map(({ line }) => line);
  const few = broken.slice(0, 5).join(', ') + (broken.length > 5 ? ` and ${broken.length - 5} more` : '');
  return [
    ...(broken.length === 0 ? [] : [`line${broken.length === 1 ? '' : 's'} ${few} of its journal`]),
    ...(broken.length === dropped.length ? [] : ['the last line of its journal, which is cut off']),
  ].join(' and ');
}

function headLines(run: Run, deliveries: RunDocument['deliveries'], look: RunDetailLook): readonly string[] {
  const { style, now, width } = look;
  const room = Math.max(20, width - 'durationn'.length);
  const facts: readonly (readonly [string, string | null])[] = [
    ['run', style.strong(run.id)],
    ['name', run.name === null ? null : oneLine(run.name, room, style)],
    ['experiment', run.experiment === null ? null : oneLine(run.experiment, room, style)],
    ['command', oneLine(run.command, room, style)],
    ['status', statusText(run, style)],
    ['started', `${run.startTime}  ${style.muted(formatAgo(now - Date.parse(run.startTime)))}`],
    ['took', run.durationMs === null ? null : formatDuration(run.durationMs)],
    ['gates', run.passed === null ? null : run.passed ? style.good('passed') : style.bad('not passed')],
    ['rows', run.data?.rows == null ? null : run.data.rows.toLocaleString('en-US')],
    ['data', run.data === null ? null : oneLine(run.data.fingerprint, room, style)],
    ['digest', run.bundleDigest],
    ['bundle', look.bundlePath],
    ...deliveries.map(
      ({ page, isComplete }) =>
        ['mlflow', isComplete ? page : `${page}  ${style.warning('not all of it yet')}`] as const,
    ),
    ['not read', run.dropped.length === 0 ? null : style.warning(describeDropped(run.dropped))],
  ];
  const known = facts.flatMap(([name, text]) => (text === null ? [] : [[style.muted(name), text]]));
  return [...alignColumns(known), ...(run.error === null ? [] : errorLines(run.error, look))];
}

function statusText({ status, isGone }: Run, style: RunDetailLook['style']): string {
  if (!isGone) return statusWord(status, style);
  return `${statusWord(`${status} (gone)`, style)}  ${style.muted('its process is gone: `diabetes track reap` records the end')}`;
}

function errorLines(error: string, { style, width }: RunDetailLook): readonly string[] {
  const text = wrapText(oneLine(error, Infinity, style), Math.min(width, 100));
  return ['', ...text.split('\n').map((line) => style.bad(line))];
}

function paramLines({ params }: Run, changed: readonly string[], look: RunDetailLook): readonly string[] {
  const others = Object.keys(params).filter((key) => !changed.includes(key));
  const shown = look.all ? [...changed, ...others] : changed;
  const which = changed.length === 0 ? 'param' : 'other param';
  const are = others.length === 1 ? 'is the default' : 'are the defaults';
  const note = `${quantity(others.length, which)} ${are}; --verbose shows them`;
  return [
    ...pairLines(
      shown.map((key) => [key, params[key]!]),
      look,
    ),
    ...(look.all || others.length === 0 ? [] : [look.style.muted(note)]),
  ];
}

function metricLines({ metrics, intervals }: Run, { style, all }: RunDetailLook): readonly string[] {
  const keys = Object.keys(metrics);
  const main = MAIN_METRICS.filter((key) => key in metrics);
  const shown: readonly string[] = all || main.length === 0 ? keys : main;
  const hidden = keys.length - shown.length;
  const rows = shown.map((key) => [key, style.strong(formatEstimate(key, metrics, intervals))]);
  const note = `${quantity(hidden, 'more metric')}; --verbose shows them`;
  return [...alignColumns(rows), ...(hidden === 0 ? [] : [style.muted(note)])];
}

function seriesLines({ series }: Run, { style }: RunDetailLook): readonly string[] {
  const arrow = style.unicode ? '→' : '->';
  return alignColumns(
    Object.entries(series).map(([key, values]) => [
      key,
      style.accent(renderSeries(values, style)),
      values.length === 1
        ? formatSmall(values[0]!)
        : `${formatSmall(values[0]!)} ${arrow} ${formatSmall(values.at(-1)!)}`,
    ]),
  );
}

/** A learning rate ends near 0, where three decimals say nothing. */
function formatSmall(value: number): string {
  return Math.abs(value) >= 0.01 || value === 0 ? formatScore(value) : value.toExponential(1);
}

function pairLines(pairs: readonly (readonly [string, string])[], { style, width }: RunDetailLook): readonly string[] {
  const longestKey = Math.max(0, ...pairs.map(([key]) => key.length));
  return alignColumns(pairs.map(([key, value]) => [key, oneLine(value, Math.max(20, width - longestKey - 2), style)]));
}
