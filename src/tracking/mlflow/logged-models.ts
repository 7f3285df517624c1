import type { Answer } from './answers.ts';
import { isMlflowError, MlflowError } from './errors.ts';
import { tagIs } from './filters.ts';
import { checkLoggedModelName, MAX_PARAM_LENGTH, MAX_TAG_LENGTH, pairsOf } from './keys.ts';
import { checkPageSize, firstOf, readPage, readPages } from './paging.ts';
import { findOrCreate } from './retry.ts';
import type { ApiCall, CallOptions, Transport } from './transport.ts';
import { checkId, checkInteger, checkOneOf, checkText, refused } from './values.ts';

/** A model with an id of its own (MLflow 3). */
export interface LoggedModel {
  /** `m-` and 32 hex digits. */
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  /** Where its files go. */
  readonly artifactUri: string;
  /** `LOGGED_MODEL_PENDING` until its files are there. */
  readonly status: string;
  readonly modelType: string;
  readonly runId?: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The last value of each. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface NewLoggedModel {
  readonly experimentId: string;
  /** Without `/ : . % " '`; MLflow makes one up when it is left out. */
  readonly name?: string;
  /** `onnx`, say. */
  readonly modelType?: string;
  /** The run that makes it. */
  readonly runId?: string;
  /** Written once, here. */
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface LoggedModelSearch {
  /** Without any, nothing is found. */
  readonly experimentIds: readonly string[];
  /** `name = 'model' AND source_run_id = '...'`. */
  readonly filter?: string;
  /** `metrics.macro_f1`, `creation_timestamp`; ascending where it says so. */
  readonly orderBy?: readonly { readonly field: string; readonly isAscending: boolean }[];
  /** How many a request brings. */
  readonly pageSize?: number;
}

/** Calls of logged models (MLflow 3; https://mlflow.org/docs/latest/ml/mlflow-3/). Each throws MlflowError. */
export function createLoggedModels(transport: Transport) {
  const create = async (model: NewLoggedModel, options?: CallOptions) => transport.call(creation(model), options);
  const search = (wanted: LoggedModelSearch, options?: CallOptions): AsyncGenerator<LoggedModel, void> =>
    wanted.experimentIds.length === 0
      ? readPages(() => Promise.resolve({ entries: [], next: undefined }))
      : readPages((token) => transport.call(searchCall(wanted, token), options));
  const findByTag = async (
    experimentIds: readonly string[],
    [key, value]: readonly [key: string, value: string],
    options?: CallOptions,
  ): Promise<LoggedModel | undefined> => {
    // Of several, always the same one.
    const orderBy = [{ field: 'creation_timestamp', isAscending: true }];
    return firstOf(search({ experimentIds, filter: tagIs(key, value), orderBy }, options));
  };
  return {
    /** Makes a model that is pending. Not sent twice: where that is `isUncertain`, look for it with `findByTag`. */
    create,
    /** The model of the experiment that has the same value of one tag, made where there is none. */
    getOrCreate: async (model: NewLoggedModel, tag: string, options?: CallOptions): Promise<LoggedModel> => {
      const value = model.tags?.[tag];
      if (value === undefined)
        throw refused(`the tag ${tag} of the model`, value, 'given: it tells whether it is there');
      const find = () => findByTag([model.experimentId], [tag, value], options);
      const make = async (): Promise<LoggedModel> => {
        const made = await create(model, options);
        // A network that doubles a request makes two: from now on it is the first of them.
        return (await find()) ?? made;
      };
      return findOrCreate({ find, create: make }, transport.retry, options?.signal);
    },
    get: async (modelId: string, options?: CallOptions): Promise<LoggedModel> =>
      transport.call(
        {
          method: 'GET',
          path: pathOf(modelId),
          task: `read the model ${modelId}`,
          read: (answer) => readModel(answer.object('model')),
        },
        options,
      ),
    /** Says that all files of a model are there, or that they will never be. */
    finalise: async (modelId: string, outcome: 'READY' | 'UPLOAD_FAILED', options?: CallOptions): Promise<void> =>
      transport.call(finalisation([modelId, outcome], transport), options),
    /** Says that a run has made a model; saying it again changes nothing. */
    attachToRun: async (modelId: string, runId: string, options?: AttachOptions): Promise<void> =>
      transport.call(attachment([modelId, runId], options?.step ?? 0), options).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      }),
    /** Takes a model away; its files stay. */
    delete: async (modelId: string, options?: CallOptions): Promise<void> =>
      transport.call(
        {
          method: 'DELETE',
          path: pathOf(modelId),
          task: `delete the model ${modelId}`,
          isIdempotent: true,
          read: () => undefined,
        },
        options,
      ),
    /** Models, page by page as they are asked for. */
    search,
    /** A model with a tag in some experiments, the one made first; undefined where there is none. */
    findByTag,
  };
}

export interface AttachOptions extends CallOptions {
  /** The step of the run at which the model was made; 0 when left out. */
  readonly step?: number;
}

function pathOf(modelId: string): string {
  return `mlflow/logged-models/${encodeURIComponent(checkId(modelId, 'the id of a logged model'))}`;
}

function creation({
  experimentId,
  name,
  modelType,
  runId,
  params = {},
  tags = {},
}: NewLoggedModel): ApiCall<LoggedModel> {
  return {
    method: 'POST',
    path: 'mlflow/logged-models',
    body: {
      experiment_id: checkId(experimentId, 'the id of an experiment'),
      name: name === undefined ? undefined : checkLoggedModelName(name),
      model_type: modelType === undefined ? undefined : checkText(modelType, 'the type of a model'),
      source_run_id: runId === undefined ? undefined : checkId(runId, 'the id of a run'),
      params: pairsOf(params, 'param', MAX_PARAM_LENGTH),
      tags: pairsOf(tags, 'tag', MAX_TAG_LENGTH),
    },
    task: 'create a logged model',
    read: (answer) => readModel(answer.object('model')),
  };
}

function finalisation([modelId, outcome]: readonly [string, string], { server }: Transport): ApiCall<void> {
  const wanted = `LOGGED_MODEL_${checkOneOf(outcome, 'the outcome of a model', ['READY', 'UPLOAD_FAILED'])}`;
  return {
    method: 'PATCH',
    path: pathOf(modelId),
    body: { model_id: modelId, status: wanted },
    task: `finish the model ${modelId}`,
    isIdempotent: true,
    read: (answer) => {
      // MLflow answers 200 to a status that it has not understood.
      const { status } = readModel(answer.object('model'));
      if (status === wanted) return;
      throw new MlflowError(
        'failed',
        `cannot finish the model ${modelId} at ${server.url}: it is ${status}, not ${wanted}`,
      );
    },
  };
}

function attachment([modelId, runId]: readonly [string, string], step: number): ApiCall<void> {
  return {
    method: 'POST',
    path: 'mlflow/runs/outputs',
    body: {
      run_id: checkId(runId, 'the id of a run'),
      models: [
        { model_id: checkId(modelId, 'the id of a logged model'), step: checkInteger(step, 'the step of a model') },
      ],
    },
    task: `attach the model ${modelId} to the run ${runId}`,
    isIdempotent: true,
    read: () => undefined,
  };
}

/** What SQLite, MySQL, PostgreSQL and SQL Server say of a row that is there. */
function isDuplicate(error: unknown): boolean {
  return isMlflowError(error, 'failed') && /UNIQUE constraint|Duplicate entry|duplicate key/i.test(error.message);
}

function searchCall({ experimentIds, filter, orderBy = [], pageSize }: LoggedModelSearch, token: string | undefined) {
  return {
    method: 'POST',
    path: 'mlflow/logged-models/search',
    body: {
      experiment_ids: experimentIds.map((id) => checkId(id, 'the id of an experiment')),
      filter,
      order_by: orderBy.map(({ field, isAscending }) => ({ field_name: field, ascending: isAscending })),
      max_results: checkPageSize(pageSize),
      page_token: token,
    },
    task: 'search logged models',
    isIdempotent: true,
    read: (answer: Answer) => readPage(answer, 'models', readModel),
  } as const;
}

function readModel(model: Answer): LoggedModel {
  const info = model.object('info');
  const data = model.object('data');
  const runId = info.optionalText('source_run_id') ?? '';
  return {
    modelId: info.text('model_id'),
    experimentId: info.text('experiment_id'),
    name: info.optionalText('name') ?? '',
    artifactUri: info.text('artifact_uri'),
    status: info.text('status'),
    modelType: info.optionalText('model_type') ?? '',
    ...(runId === '' ? {} : { runId }),
    params: data.pairs('params'),
    tags: info.pairs('tags'),
    metrics: Object.fromEntries(data.list('metrics').map((metric) => [metric.text('key'), metric.number('value')])),
  };
}
