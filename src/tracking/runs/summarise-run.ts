import type { Interval } from '../../pipeline/evaluation/result.ts';
import { flattenParams } from './flatten-params.ts';
import type { JournalRecord, ParsedJournal } from './parse-journal.ts';
import { isNumber, isText, objectOf, textOf, valuesOf, type JsonObject } from './json-values.ts';
import type { Run, RunSummary } from './run.ts';

const ENDINGS = ['FINISHED', 'FAILED', 'KILLED'] as const;

/** A run from its first and its last record; undefined where no beginning can be read: then it is none. */
export function summariseRun(id: string, { records, dropped }: ParsedJournal): RunSummary | undefined {
  const started = records.find(({ type }) => type === 'run-started');
  if (started === undefined) return undefined;
  const ended = records.findLast(isEnd);
  const tags = valuesOf(started.event.tags, isText);
  const result = objectOf(ended?.event.result);
  const model = objectOf(result.model);
  return {
    id,
    name: tags['mlflow.runName'] ?? null,
    command: textOf(started.event.command) ?? 'unknown',
    status: ENDINGS.find((status) => status === ended?.event.status) ?? 'RUNNING',
    startTime: started.time,
    endTime: ended?.time ?? null,
    durationMs: ended === undefined ? null : Math.max(0, Date.parse(ended.time) - Date.parse(started.time)),
    params: flattenParams(started.event.params),
    tags,
    metrics: metricsOf(result),
    intervals: valuesOf(result.intervals, isInterval),
    data: dataOf(result),
    bundleDigest: textOf(result.bundleDigest) ?? textOf(model.digest),
    passed: Array.isArray(result.gates) && result.gates.length > 0 ? result.passed === true : null,
    error: textOf(ended?.event.error),
    dropped,
  };
}

/** The same with the series of its epochs. */
export function completeRun(id: string, journal: ParsedJournal): Run | undefined {
  const summary = summariseRun(id, journal);
  return summary === undefined ? undefined : { ...summary, series: seriesOf(journal.records) };
}

/** Whether a record is the end of a run. */
export function isEnd({ type, event }: JournalRecord): boolean {
  return type === 'run-ended' && ENDINGS.some((status) => status === event.status);
}

/** `train` measures on validation and test rows, `evaluate` on one set of rows. */
function metricsOf({ metrics }: JsonObject): Readonly<Record<string, number>> {
  const { validation, test } = objectOf(metrics);
  if (validation === undefined && test === undefined) return valuesOf(metrics, isNumber);
  return Object.assign(valuesOf(test, isNumber), valuesOf(validation, isNumber, 'val_'));
}

function dataOf({ data, rows }: JsonObject): RunSummary['data'] {
  const described = objectOf(data);
  const fingerprint = textOf(described.fingerprint);
  if (fingerprint === null) return null;
  return { rows: [described.rows, rows].find(isNumber) ?? null, fingerprint };
}

/** The teacher is fitted before the stage `fit` starts; its epochs are not the model's. */
function seriesOf(records: readonly JournalRecord[]): Run['series'] {
  const begun = records.findLastIndex(({ type, event }) => type === 'stage-started' && event.stage === 'fit');
  const series: Record<string, number[]> = {};
  if (begun < 0) return series;
  for (const { type, event } of records.slice(begun)) {
    if (type !== 'epoch-completed') continue;
    for (const [key, value] of Object.entries(valuesOf(event.metrics, isNumber))) (series[key] ??= []).push(value);
  }
  return series;
}

function isInterval(value: unknown): value is Interval {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}
