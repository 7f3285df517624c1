import type { GateResult, Interval } from '../../pipeline/evaluation/result.ts';
import { flattenParams } from './flatten-params.ts';
import type { JournalRecord, ParsedJournal } from './parse-journal.ts';
import { isNumber, isObject, isText, objectOf, textOf, valuesOf, type JsonObject } from './json-values.ts';
import type { Run, RunSummary } from './run.ts';

const ENDINGS = ['FINISHED', 'FAILED', 'KILLED'] as const;

/**
 * A run from its first and its last record; undefined where no beginning can be read: then it is none. What follows an end
 * says that the run goes on. Whether its process is gone is not in the journal.
 */
export function summariseRun(id: string, { records, dropped }: ParsedJournal): RunSummary | undefined {
  const started = records.find(({ type }) => type === 'run-started');
  if (started === undefined) return undefined;
  const last = records.at(-1)!;
  const ended = isEnd(last) ? last : undefined;
  const tags = tagsOf(records);
  const result = objectOf(ended?.event.result);
  return {
    id,
    name: tags['mlflow.runName'] ?? null,
    experiment: textOf(started.event.experiment),
    command: textOf(started.event.command) ?? 'unknown',
    status: ENDINGS.find((status) => status === ended?.event.status) ?? 'RUNNING',
    isGone: false,
    startTime: started.time,
    endTime: ended?.time ?? null,
    durationMs: ended === undefined ? null : Math.max(0, Date.parse(ended.time) - Date.parse(started.time)),
    params: flattenParams(started.event.params),
    tags,
    metrics: metricsOf(result),
    intervals: valuesOf(result.intervals, isInterval),
    data: dataOf(result),
    bundleDigest: bundleDigestOf(result),
    passed: passedOf(result),
    error: textOf(ended?.event.error),
    dropped,
  };
}

/** The same with its gates and the series of its epochs. */
export function completeRun(id: string, journal: ParsedJournal): Run | undefined {
  const summary = summariseRun(id, journal);
  if (summary === undefined) return undefined;
  const last = journal.records.at(-1)!;
  const { gates } = isEnd(last) ? objectOf(last.event.result) : {};
  return {
    ...summary,
    gates: Array.isArray(gates) ? gates.filter(isGate) : [],
    series: seriesOf(journal.records),
  };
}

/** Whether a record is the end of a run. */
export function isEnd({ type, event }: JournalRecord): boolean {
  return type === 'run-ended' && ENDINGS.some((status) => status === event.status);
}

/** Those of the beginning; later ones go over them where the run was resumed. */
function tagsOf(records: readonly JournalRecord[]): RunSummary['tags'] {
  const told = records.filter(({ type }) => type === 'run-started' || type === 'run-resumed');
  return Object.assign({}, ...told.map(({ event }) => valuesOf(event.tags, isText))) as RunSummary['tags'];
}

/** `train` measures on validation and test rows, `evaluate` on one set of rows. */
export function metricsOf({ metrics }: JsonObject): Readonly<Record<string, number>> {
  const { validation, test } = objectOf(metrics);
  if (validation === undefined && test === undefined) return valuesOf(metrics, isNumber);
  return Object.assign(valuesOf(test, isNumber), valuesOf(validation, isNumber, 'val_'));
}

/** The digest of the bundle that a run has made, or evaluated. */
export function bundleDigestOf({ bundleDigest, model }: JsonObject): string | null {
  return textOf(bundleDigest) ?? textOf(objectOf(model).digest);
}

/** Whether all gates passed; null where none was asked for. */
export function passedOf({ gates, passed }: JsonObject): boolean | null {
  return Array.isArray(gates) && gates.length > 0 ? passed === true : null;
}

function dataOf({ data, rows }: JsonObject): RunSummary['data'] {
  const described = objectOf(data);
  const fingerprint = textOf(described.fingerprint);
  if (fingerprint === null) return null;
  return { rows: [described.rows, rows].find(isNumber) ?? null, fingerprint };
}

/**
 * The epochs of the model, and not those of its teacher, each as it was first recorded: a resumed run tells some again.
 * Journals of before each epoch said whose it is have it between the beginnings of the stages.
 */
function seriesOf(records: readonly JournalRecord[]): Run['series'] {
  const series: Record<string, number[]> = {};
  const told = new Set<unknown>();
  let stage: unknown;
  for (const { type, event } of records) {
    if (type === 'stage-started') stage = event.stage;
    if (type !== 'epoch-completed' || (event.stage ?? stage) !== 'fit' || told.has(event.epoch)) continue;
    told.add(event.epoch);
    for (const [key, value] of Object.entries(valuesOf(event.metrics, isNumber))) (series[key] ??= []).push(value);
  }
  return series;
}

function isGate(value: unknown): value is GateResult {
  if (!isObject(value)) return false;
  const { gate, key, value: reached, passed } = value;
  return isText(gate) && isText(key) && (reached === null || isNumber(reached)) && typeof passed === 'boolean';
}

function isInterval(value: unknown): value is Interval {
  return Array.isArray(value) && value.length === 2 && value.every(isNumber);
}
