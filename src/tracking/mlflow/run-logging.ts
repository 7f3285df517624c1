import type { Answer } from './answers.ts';
import { datasetFields, type DatasetInput } from './datasets.ts';
import { isNotFound } from './errors.ts';
import { checkKey, MAX_TAG_LENGTH } from './keys.ts';
import { splitBatches, type Batch, type RunData } from './log-batch.ts';
import { checkPageSize, readPage, readPages } from './paging.ts';
import type { ApiCall, CallOptions, Transport } from './transport.ts';
import { checkId, checkLength } from './values.ts';

/** One point of a metric as MLflow has it. */
export interface MetricPoint {
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

export interface HistoryOptions extends CallOptions {
  /** How many points a request brings. */
  readonly pageSize?: number;
}

const HISTORY_PAGE = 10_000;

/** Calls that write to a run and read its series. Each can be sent again, and throws MlflowError. */
export function createRunLogging(transport: Transport) {
  return {
    /**
     * Logs metrics, params and tags, in as many requests as MLflow's limits ask for. What fails in the middle can be sent
     * again as a whole: nothing is doubled.
     */
    logBatch: async (runId: string, data: RunData, options?: CallOptions): Promise<void> => {
      for (const batch of splitBatches(data)) await transport.call(batchCall(runId, batch), options);
    },
    /** The points of a metric, page by page, in the order of time; none for one that was never logged. */
    metricHistory: (runId: string, key: string, options: HistoryOptions = {}): AsyncGenerator<MetricPoint, void> =>
      readPages((token) => transport.call(historyCall([runId, key], options.pageSize ?? HISTORY_PAGE, token), options)),
    /** Says what a run reads. */
    logInputs: async (runId: string, datasets: readonly DatasetInput[], options?: CallOptions): Promise<void> =>
      transport.call(
        {
          ...writing('log-inputs', runId),
          body: { run_id: checkId(runId, 'the id of a run'), datasets: datasets.map(datasetFields) },
          task: `log datasets to the run ${runId}`,
        },
        options,
      ),
    setTag: async (
      runId: string,
      [key, value]: readonly [key: string, value: string],
      options?: CallOptions,
    ): Promise<void> =>
      transport.call(
        {
          ...writing('set-tag', runId),
          body: {
            run_id: checkId(runId, 'the id of a run'),
            key: checkKey(key, 'the key of a tag'),
            value: checkLength(value, `the tag ${key}`, MAX_TAG_LENGTH),
          },
        },
        options,
      ),
    /** Removes a tag from a run; whether it was there is not told. */
    deleteTag: async (runId: string, key: string, options?: CallOptions): Promise<void> => {
      const body = { run_id: checkId(runId, 'the id of a run'), key: checkKey(key, 'the key of a tag') };
      return transport.call({ ...writing('delete-tag', runId), body }, options).catch((error: unknown) => {
        if (!isNotFound(error) || !error.message.includes('No tag with name')) throw error;
      });
    },
  };
}

function writing(verb: string, runId: string): Omit<ApiCall<void>, 'body'> {
  return {
    method: 'POST',
    path: `mlflow/runs/${verb}`,
    task: `log to the run ${runId}`,
    isIdempotent: true,
    read: () => undefined,
  };
}

function batchCall(runId: string, batch: Batch): ApiCall<void> {
  return { ...writing('log-batch', runId), body: { run_id: checkId(runId, 'the id of a run'), ...batch } };
}

function historyCall([runId, key]: readonly [string, string], pageSize: number, token: string | undefined) {
  return {
    method: 'GET',
    path: 'mlflow/metrics/get-history',
    query: {
      run_id: checkId(runId, 'the id of a run'),
      metric_key: checkKey(key, 'the key of a metric'),
      max_results: checkPageSize(pageSize),
      page_token: token,
    },
    task: `read the metric ${key} of the run ${runId}`,
    read: (answer: Answer) => readPage(answer, 'metrics', readPoint),
  } as const;
}

function readPoint(point: Answer): MetricPoint {
  return {
    value: point.number('value'),
    timestamp: point.integer('timestamp'),
    step: point.optionalInteger('step') ?? 0,
  };
}
