import type { Answer } from './answers.ts';
import { MlflowError } from './errors.ts';
import { tagIs } from './filters.ts';
import { MAX_TAG_LENGTH, pairsOf } from './keys.ts';
import { checkPageSize, firstOf, readPage, readPages } from './paging.ts';
import { findOrCreate } from './retry.ts';
import { readRun, RUN_STATUSES, type Run, type RunStatus } from './run.ts';
import type { ApiCall, CallOptions, Transport } from './transport.ts';
import { checkId, checkOneOf, checkText, checkTime, refused } from './values.ts';

export interface NewRun {
  readonly experimentId: string;
  /** MLflow makes up a name when it is left out. */
  readonly name?: string;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface RunChanges {
  readonly status?: RunStatus;
  /** Milliseconds since 1970. */
  readonly endTime?: number;
  readonly name?: string;
}

export interface RunSearch {
  /** Without any, nothing is found. */
  readonly experimentIds: readonly string[];
  /** https://mlflow.org/docs/latest/ml/search/search-runs/: `metrics.macro_f1 > 0.4 AND tags.team = 'x'`. */
  readonly filter?: string;
  /** `metrics.macro_f1 DESC`; the latest first when left out. */
  readonly orderBy?: readonly string[];
  /** `active` when left out. */
  readonly lifecycle?: 'active' | 'deleted' | 'all';
  /** How many a request brings; 1 to 50,000. */
  readonly pageSize?: number;
}

const VIEWS = { active: 'ACTIVE_ONLY', deleted: 'DELETED_ONLY', all: 'ALL' } as const;

/** Calls of runs (https://mlflow.org/docs/latest/api_reference/rest-api.html#create-run). Each throws MlflowError. */
export function createRuns(transport: Transport) {
  const create = async (run: NewRun, options?: CallOptions) => transport.call(creation(run), options);
  const search = (wanted: RunSearch, options?: CallOptions): AsyncGenerator<Run, void> =>
    wanted.experimentIds.length === 0
      ? readPages(() => Promise.resolve({ entries: [], next: undefined }))
      : readPages((token) => transport.call(searchCall(wanted, token), options));
  const findByTag = async (
    experimentIds: readonly string[],
    [key, value]: readonly [key: string, value: string],
    options?: CallOptions,
  ): Promise<Run | undefined> => {
    // Of several, always the same one.
    const orderBy = ['attributes.start_time ASC'];
    return firstOf(search({ experimentIds, filter: tagIs(key, value), orderBy, pageSize: 1 }, options));
  };
  return {
    /** Makes a run that is RUNNING. Not sent twice: where that is `isUncertain`, look for it with `findByTag`. */
    create,
    /** The run that has the same value of one tag, made where there is none: however often it is called, there is one. */
    getOrCreate: async (run: NewRun, tag: string, options?: CallOptions): Promise<Run> => {
      const value = run.tags?.[tag];
      if (value === undefined)
        throw refused(`the tag ${tag} of the run`, value, 'given: it tells whether the run is there');
      const find = () => findByTag([run.experimentId], [tag, value], options);
      return findOrCreate({ find, create: () => create(run, options) }, transport.retry, options?.signal);
    },
    get: async (runId: string, options?: CallOptions): Promise<Run> =>
      transport.call(
        {
          method: 'GET',
          path: 'mlflow/runs/get',
          query: { run_id: checkId(runId, 'the id of a run') },
          task: `read the run ${runId}`,
          read: (answer) => readRun(answer.object('run')),
        },
        options,
      ),
    /** Changes status, end or name of a run. */
    update: async (runId: string, changes: RunChanges, options?: CallOptions): Promise<void> =>
      transport.call(updateCall(runId, changes, transport), options),
    /** Runs, page by page as they are asked for. */
    search,
    /** A run with a tag in some experiments that is not deleted, the one that started first; undefined where there is none. */
    findByTag,
    delete: async (runId: string, options?: CallOptions) => transport.call(plainCall('delete', runId), options),
    restore: async (runId: string, options?: CallOptions) => transport.call(plainCall('restore', runId), options),
  };
}

function creation({ experimentId, name, startTime, tags = {} }: NewRun): ApiCall<Run> {
  return {
    method: 'POST',
    path: 'mlflow/runs/create',
    body: {
      experiment_id: checkId(experimentId, 'the id of an experiment'),
      run_name: name === undefined ? undefined : checkText(name, 'the name of a run'),
      start_time: checkTime(startTime, 'the start of a run'),
      tags: pairsOf(tags, 'tag', MAX_TAG_LENGTH),
    },
    task: 'create a run',
    read: (answer) => readRun(answer.object('run')),
  };
}

function searchCall(wanted: RunSearch, token: string | undefined) {
  const { experimentIds, filter, orderBy = [], lifecycle = 'active', pageSize } = wanted;
  return {
    method: 'POST',
    path: 'mlflow/runs/search',
    body: {
      experiment_ids: experimentIds.map((id) => checkId(id, 'the id of an experiment')),
      filter,
      order_by: orderBy,
      run_view_type: VIEWS[lifecycle],
      max_results: checkPageSize(pageSize),
      page_token: token,
    },
    task: 'search runs',
    isIdempotent: true,
    read: (answer: Answer) => readPage(answer, 'runs', readRun),
  } as const;
}

function updateCall(runId: string, { status, endTime, name }: RunChanges, { server }: Transport): ApiCall<void> {
  return {
    method: 'POST',
    path: 'mlflow/runs/update',
    body: {
      run_id: checkId(runId, 'the id of a run'),
      status: status === undefined ? undefined : checkOneOf(status, 'the status of a run', RUN_STATUSES),
      end_time: endTime === undefined ? undefined : checkTime(endTime, 'the end of a run'),
      run_name: name === undefined ? undefined : checkText(name, 'the name of a run'),
    },
    task: `update the run ${runId}`,
    isIdempotent: true,
    read: (answer) => {
      // MLflow answers 200 to a status that it has not understood.
      const now = answer.object('run_info').text('status');
      if (status === undefined || now === status) return;
      throw new MlflowError('failed', `cannot end the run ${runId} at ${server.url}: it is ${now}, not ${status}`);
    },
  };
}

function plainCall(verb: 'delete' | 'restore', runId: string): ApiCall<void> {
  return {
    method: 'POST',
    path: `mlflow/runs/${verb}`,
    body: { run_id: checkId(runId, 'the id of a run') },
    task: `${verb} the run ${runId}`,
    isIdempotent: true,
    read: () => undefined,
  };
}
