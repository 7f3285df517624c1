import { checkDatasetName, checkDigest } from './datasets.ts';
import { checkKey, MAX_PARAM_LENGTH, MAX_TAG_LENGTH, pairsOf, type Pair } from './keys.ts';
import { checkId, checkInteger, checkMetricValue, checkTime, type MetricValue } from './values.ts';

/** One point of a metric. The same point sent twice is one point. */
export interface Metric {
  readonly key: string;
  readonly value: MetricValue;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** 0 when left out. */
  readonly step?: number;
  /** The logged model that it measures, which must exist. */
  readonly modelId?: string;
  /** The dataset that it was measured on. */
  readonly dataset?: { readonly name: string; readonly digest: string };
}

/** What is logged to a run, in any number. */
export interface RunData {
  readonly metrics?: readonly Metric[];
  /** Written once: the same value again is fine, another is `param-changed`. */
  readonly params?: Readonly<Record<string, string>>;
  /** The last value counts. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The body of one `runs/log-batch`, without the run. */
export interface Batch {
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
  readonly metrics: readonly object[];
}

/** The limits of one request (https://mlflow.org/docs/latest/api_reference/rest-api.html#request-limits). */
const MOST = { params: 100, tags: 100, metrics: 1_000, together: 1_000, bytes: 1_000_000 };

/** What stands around the lists. */
const ENVELOPE_BYTES = 1_000;

/**
 * Checks what is to be logged and cuts it into requests that MLflow takes: params and tags first, as few as possible.
 *
 * @throws MlflowError invalid-value
 */
export function splitBatches({ metrics = [], params = {}, tags = {} }: RunData): readonly Batch[] {
  const left = {
    params: queueOf(pairsOf(params, 'param', MAX_PARAM_LENGTH)),
    tags: queueOf(pairsOf(tags, 'tag', MAX_TAG_LENGTH)),
    metrics: queueOf(metrics.map(metricFields)),
  };
  const batches: Batch[] = [];
  while (!left.params.isEmpty() || !left.tags.isEmpty() || !left.metrics.isEmpty()) {
    const room = { entries: MOST.together, bytes: MOST.bytes - ENVELOPE_BYTES };
    batches.push({
      params: left.params.take(MOST.params, room),
      tags: left.tags.take(MOST.tags, room),
      metrics: left.metrics.take(MOST.metrics, room),
    });
  }
  return batches;
}

/** What a request can still take. */
interface Room {
  entries: number;
  bytes: number;
}

function queueOf<T extends object>(entries: readonly T[]) {
  let next = 0;
  return {
    isEmpty: () => next === entries.length,
    take: (most: number, room: Room): readonly T[] => {
      const first = next;
      while (next < entries.length && next - first < most && room.entries > 0) {
        const bytes = Buffer.byteLength(JSON.stringify(entries[next])) + 1;
        if (bytes > room.bytes) break;
        room.bytes -= bytes;
        room.entries -= 1;
        next += 1;
      }
      return entries.slice(first, next);
    },
  };
}

function metricFields({ key, value, timestamp, step = 0, modelId, dataset }: Metric): object {
  const name = `the metric ${key}`;
  return {
    key: checkKey(key, 'the key of a metric'),
    value: checkMetricValue(value, name),
    timestamp: checkTime(timestamp, `the timestamp of ${name}`),
    step: checkInteger(step, `the step of ${name}`),
    ...(modelId === undefined ? {} : { model_id: checkId(modelId, `the model of ${name}`) }),
    ...(dataset === undefined ? {} : datasetFields(dataset, name)),
  };
}

function datasetFields({ name, digest }: NonNullable<Metric['dataset']>, metric: string): object {
  return {
    dataset_name: checkDatasetName(name, `the dataset of ${metric}`),
    dataset_digest: checkDigest(digest, `the dataset's digest of ${metric}`),
  };
}
