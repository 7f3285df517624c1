import { flattenParams } from '../runs/flatten-params.ts';
import { isNumber, isText, objectOf, textOf, valuesOf, type JsonObject } from '../runs/json-values.ts';
import type { JournalRecord } from '../runs/parse-journal.ts';
import { isEnd, metricsOf } from '../runs/summarise-run.ts';
import type { RunStatus, RunTags } from '../run-journal.ts';

/** Something that a journal says, and where it says it. */
interface Said {
  /** Behind its line; in bytes from the journal's beginning. */
  readonly at: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** One value of a metric, as the run recorded it. */
export interface RecordedPoint extends Said {
  readonly key: string;
  readonly value: number;
  readonly step: number;
  /** Whether it measures the finished model, and not an epoch. */
  readonly isFinal: boolean;
}

/** The rows that a run works on. */
export interface RecordedData extends Said {
  readonly name: string;
  readonly source: string;
  readonly path: string | null;
  readonly fingerprint: string;
  readonly rows: number | null;
  /** How many of them are for what: `train`, `validation`, `test`. */
  readonly parts: Readonly<Record<string, number>>;
}

/** What a journal has said of its run so far. */
export interface RecordedRun {
  readonly start:
    | (Said & {
        readonly id: string;
        readonly command: string;
        readonly params: Readonly<Record<string, string>>;
        readonly tags: RunTags;
        readonly experiment: string | null;
      })
    | null;
  /** Each time that the run was taken up again. */
  readonly resumptions: readonly (Said & { readonly tags: RunTags })[];
  readonly points: readonly RecordedPoint[];
  readonly data: RecordedData | null;
  /** The first record behind an end, where a run went on after all; null where none did. */
  readonly continued: Said | null;
  /** The end that nothing follows; null while the run goes on. */
  readonly end:
    (Said & { readonly status: RunStatus; readonly error: string | null; readonly result: JsonObject }) | null;
}

/** Takes up one record after the other. */
export interface RunRecording {
  readonly add: (record: JournalRecord, at: number) => void;
  readonly run: () => RecordedRun;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes of a journal's records what they say of the run; each epoch counts once, as it was recorded first. */
export function createRecording(): RunRecording {
  const points: RecordedPoint[] = [];
  const resumptions: RecordedRun['resumptions'][number][] = [];
  const run: Mutable<RecordedRun> = { start: null, resumptions, points, data: null, continued: null, end: null };
  const epochs = new Set<number>();
  let last = 0;
  let stage: unknown;
  const addEpoch = ({ epoch, metrics, ...event }: JsonObject, said: Said): void => {
    // A journal of before had no stage in its epochs.
    if ((event.stage ?? stage) !== 'fit' || !isNumber(epoch) || epochs.has(epoch)) return;
    epochs.add(epoch);
    last = Math.max(last, epoch);
    points.push(...pointsOf(valuesOf(metrics, isNumber), { ...said, step: epoch, isFinal: false }));
  };
  const add = (record: JournalRecord, at: number): void => {
    const { type, time, event } = record;
    const said = { at, time: Math.max(0, Date.parse(time)) };
    if (run.end !== null && !isEnd(record)) [run.continued, run.end] = [said, null];
    if (type === 'run-started') run.start ??= startOf(event, said);
    else if (type === 'run-resumed') resumptions.push({ ...said, tags: valuesOf(event.tags, isText) });
    else if (type === 'stage-started') ({ stage } = event);
    else if (type === 'epoch-completed') addEpoch(event, said);
    else if (type === 'rows-read') run.data = dataOf(event, said) ?? run.data;
    else if (isEnd(record)) {
      const result = objectOf(event.result);
      run.end = { ...said, status: event.status as RunStatus, error: textOf(event.error), result };
      points.push(...pointsOf(metricsOf(result), { ...said, step: last, isFinal: true }));
    }
  };
  return { add, run: () => run };
}

function startOf(event: JsonObject, said: Said): RecordedRun['start'] {
  const id = textOf(event.runId);
  if (id === null) return null;
  return {
    ...said,
    id,
    command: textOf(event.command) ?? 'unknown',
    params: flattenParams(event.params),
    tags: valuesOf(event.tags, isText),
    experiment: textOf(event.experiment),
  };
}

function dataOf(event: JsonObject, said: Said): RecordedData | null {
  const fingerprint = textOf(event.fingerprint);
  if (fingerprint === null) return null;
  return {
    ...said,
    name: textOf(event.name) ?? 'rows',
    source: textOf(event.source) ?? 'unknown',
    path: textOf(event.path),
    fingerprint,
    rows: isNumber(event.rows) ? event.rows : null,
    parts: valuesOf(event.parts, isNumber),
  };
}

function pointsOf(
  metrics: Readonly<Record<string, number>>,
  point: Omit<RecordedPoint, 'key' | 'value'>,
): readonly RecordedPoint[] {
  return Object.entries(metrics).map(([key, value]) => ({ ...point, key, value }));
}
