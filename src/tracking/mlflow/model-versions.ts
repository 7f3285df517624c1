import type { Answer } from './answers.ts';
import { MlflowError } from './errors.ts';
import { quote, tagIs } from './filters.ts';
import { checkKey, checkModelName, checkVersion, MAX_REGISTRY_TAG_LENGTH, pairsOf } from './keys.ts';
import { checkPageSize, firstOf, readPage, readPages } from './paging.ts';
import { findOrCreate } from './retry.ts';
import type { ApiCall, CallOptions, Transport } from './transport.ts';
import { checkId, checkLength, checkText, refused } from './values.ts';

/** A version of a registered model. */
export interface ModelVersion {
  readonly name: string;
  /** Its number, as a text. */
  readonly version: string;
  readonly status: string;
  /** Why the status is what it is, where the server says so. */
  readonly statusMessage: string;
  /** What it was made from: `models:/m-<id>`, or the place of the artifacts. */
  readonly source: string;
  readonly runId?: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
}

export interface NewModelVersion {
  /** Of the registered model, which must exist. */
  readonly name: string;
  /** `models:/m-<id>` of a logged model with its `modelId`; before MLflow 3 the place of the artifacts. */
  readonly source: string;
  readonly modelId?: string;
  readonly runId?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface VersionSearch {
  /** `name = 'diabetes'`; all versions of all models when left out. */
  readonly filter?: string;
  readonly orderBy?: readonly string[];
  /** How many a request brings. */
  readonly pageSize?: number;
}

/** The name of a registered model and the number of a version, as a text. */
export type VersionName = readonly [name: string, version: string];

/** The waits between two looks at a version that is not ready; the last one again and again. */
const POLL_MS = [200, 500, 1_000, 2_000, 5_000];

/**
 * Calls of model versions (https://mlflow.org/docs/latest/api_reference/rest-api.html#create-modelversion). Each throws
 * MlflowError.
 */
export function createModelVersions(transport: Transport) {
  const create = async (version: NewModelVersion, options?: CallOptions) => transport.call(creation(version), options);
  const get = async (version: VersionName, options?: CallOptions) => transport.call(getCall(version), options);
  const search = (wanted: VersionSearch, options?: CallOptions): AsyncGenerator<ModelVersion, void> =>
    readPages((token) => transport.call(searchCall(wanted, token), options));
  const findByTag = async (
    name: string,
    [key, value]: readonly [key: string, value: string],
    options?: CallOptions,
  ): Promise<ModelVersion | undefined> => {
    const filter = `name = ${quote(checkModelName(name))} AND ${tagIs(key, value)}`;
    // Of several, always the same one.
    return firstOf(search({ filter, orderBy: ['version_number ASC'] }, options));
  };
  return {
    /** Makes a version. Not sent twice: where that is `isUncertain`, look for it with `findByTag`. */
    create,
    /** The version of a model that has the same value of one tag, made where there is none. */
    getOrCreate: async (version: NewModelVersion, tag: string, options?: CallOptions): Promise<ModelVersion> => {
      const value = version.tags?.[tag];
      if (value === undefined)
        throw refused(`the tag ${tag} of the version`, value, 'given: it tells whether it is there');
      const find = () => findByTag(version.name, [tag, value], options);
      return findOrCreate({ find, create: () => create(version, options) }, transport.retry, options?.signal);
    },
    get,
    /** The version once it is READY, which a database's server makes it at once. */
    waitUntilReady: async (version: VersionName, options?: CallOptions): Promise<ModelVersion> => {
      for (let looks = 0; ; looks += 1) {
        const found = await get(version, options);
        if (found.status === 'READY') return found;
        if (found.status !== 'PENDING_REGISTRATION') throw notReady(found, transport);
        await transport.retry.wait(POLL_MS[Math.min(looks, POLL_MS.length - 1)]!, options?.signal);
      }
    },
    /** Versions, page by page as they are asked for. */
    search,
    /** The first version of a model with a tag; undefined where there is none. */
    findByTag,
    setTag: async (version: VersionName, [key, value]: readonly [key: string, value: string], options?: CallOptions) =>
      transport.call(
        writing('set-tag', version, {
          key: checkKey(key, 'the key of a tag'),
          value: checkLength(value, `the tag ${key}`, MAX_REGISTRY_TAG_LENGTH),
        }),
        options,
      ),
    deleteTag: async (version: VersionName, key: string, options?: CallOptions): Promise<void> =>
      transport.call(
        { ...writing('delete-tag', version, { key: checkKey(key, 'the key of a tag') }), method: 'DELETE' },
        options,
      ),
    /** The place of a version's artifacts. */
    artifactsOf: async (version: VersionName, options?: CallOptions): Promise<string> =>
      transport.call(artifactsCall(version), options),
  };
}

function creation({ name, source, modelId, runId, description, tags = {} }: NewModelVersion): ApiCall<ModelVersion> {
  return {
    method: 'POST',
    path: 'mlflow/model-versions/create',
    body: {
      name: checkModelName(name),
      source: checkId(source, 'the source of a version'),
      model_id: modelId === undefined ? undefined : checkId(modelId, 'the id of a logged model'),
      run_id: runId === undefined ? undefined : checkId(runId, 'the id of a run'),
      description: description === undefined ? undefined : checkText(description, 'the description of a version'),
      tags: pairsOf(tags, 'tag', MAX_REGISTRY_TAG_LENGTH),
    },
    task: `register a version of the model ${name}`,
    read: (answer) => readVersion(answer.object('model_version')),
  };
}

function getCall([name, version]: VersionName): ApiCall<ModelVersion> {
  return {
    method: 'GET',
    path: 'mlflow/model-versions/get',
    query: { name: checkModelName(name), version: checkVersion(version) },
    task: `read version ${version} of the model ${name}`,
    read: (answer) => readVersion(answer.object('model_version')),
  };
}

function searchCall({ filter, orderBy = [], pageSize }: VersionSearch, token: string | undefined) {
  return {
    method: 'GET',
    path: 'mlflow/model-versions/search',
    query: { filter, order_by: orderBy, max_results: checkPageSize(pageSize), page_token: token },
    task: 'search versions of models',
    read: (answer: Answer) => readPage(answer, 'model_versions', readVersion),
  } as const;
}

function artifactsCall([name, version]: VersionName): ApiCall<string> {
  return {
    method: 'GET',
    path: 'mlflow/model-versions/get-download-uri',
    query: { name: checkModelName(name), version: checkVersion(version) },
    task: `find the artifacts of version ${version} of the model ${name}`,
    read: (answer) => answer.text('artifact_uri'),
  };
}

function writing(verb: string, [name, version]: VersionName, fields: object): ApiCall<void> {
  return {
    method: 'POST',
    path: `mlflow/model-versions/${verb}`,
    body: { name: checkModelName(name), version: checkVersion(version), ...fields },
    task: `change version ${version} of the model ${name}`,
    isIdempotent: true,
    read: () => undefined,
  };
}

function notReady({ name, version, status, statusMessage }: ModelVersion, { server }: Transport): MlflowError {
  const why = statusMessage === '' ? status : `${status}: ${statusMessage}`;
  return new MlflowError('failed', `cannot register version ${version} of the model ${name} at ${server.url}: ${why}`, {
    hint: "The server's own log says more.",
  });
}

/** Reads a version of an answer. */
export function readVersion(version: Answer): ModelVersion {
  const runId = version.optionalText('run_id') ?? '';
  return {
    name: version.text('name'),
    version: version.text('version'),
    status: version.optionalText('status') ?? 'READY',
    statusMessage: version.optionalText('status_message') ?? '',
    source: version.optionalText('source') ?? '',
    ...(runId === '' ? {} : { runId }),
    description: version.optionalText('description') ?? '',
    tags: version.pairs('tags'),
    aliases: version.texts('aliases'),
  };
}
