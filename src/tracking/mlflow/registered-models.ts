import type { Answer } from './answers.ts';
import { isMlflowError, undefinedWhereMissing } from './errors.ts';
import { checkAlias, checkKey, checkModelName, checkVersion, MAX_REGISTRY_TAG_LENGTH, pairsOf } from './keys.ts';
import { readVersion, type ModelVersion } from './model-versions.ts';
import { checkPageSize, readPage, readPages } from './paging.ts';
import { findOrCreate } from './retry.ts';
import type { ApiCall, CallOptions, Transport } from './transport.ts';
import { checkLength, checkText } from './values.ts';

/** A name in the registry, under which versions of a model stand. */
export interface RegisteredModel {
  readonly name: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The version that each alias stands for. */
  readonly aliases: Readonly<Record<string, string>>;
}

export interface NewRegisteredModel {
  /** Without `/` and `:`. */
  readonly name: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ModelSearch {
  /** `name LIKE 'diab%'`. */
  readonly filter?: string;
  readonly orderBy?: readonly string[];
  /** How many a request brings. */
  readonly pageSize?: number;
}

/**
 * Calls of registered models (https://mlflow.org/docs/latest/api_reference/rest-api.html#create-registeredmodel). Each
 * throws MlflowError.
 */
export function createRegisteredModels(transport: Transport) {
  const get = async (name: string, options?: CallOptions) => transport.call(getCall(name), options);
  const create = async (model: NewRegisteredModel, options?: CallOptions) => transport.call(creation(model), options);
  return {
    /** A model by its name; `not-found` where there is none. */
    get,
    /** Makes a model; `already-exists` where there is one. */
    create,
    /** The model with a name, made where there is none; its description and tags are left as they are where there is. */
    getOrCreate: async (model: NewRegisteredModel, options?: CallOptions): Promise<RegisteredModel> => {
      const find = () => get(model.name, options).catch(undefinedWhereMissing);
      const make = async (): Promise<RegisteredModel> =>
        create(model, options).catch((error: unknown) => {
          // Another client may have made it in between.
          if (isMlflowError(error, 'already-exists')) return get(model.name, options);
          throw error;
        });
      return findOrCreate({ find, create: make }, transport.retry, options?.signal);
    },
    /** Models, page by page as they are asked for. */
    search: (wanted: ModelSearch = {}, options?: CallOptions): AsyncGenerator<RegisteredModel, void> =>
      readPages((token) => transport.call(searchCall(wanted, token), options)),
    setTag: async (
      name: string,
      [key, value]: readonly [key: string, value: string],
      options?: CallOptions,
    ): Promise<void> =>
      transport.call(
        writing('set-tag', name, {
          key: checkKey(key, 'the key of a tag'),
          value: checkLength(value, `the tag ${key}`, MAX_REGISTRY_TAG_LENGTH),
        }),
        options,
      ),
    deleteTag: async (name: string, key: string, options?: CallOptions): Promise<void> =>
      transport.call(
        { ...writing('delete-tag', name, { key: checkKey(key, 'the key of a tag') }), method: 'DELETE' },
        options,
      ),
    ...createAliases(transport),
  };
}

function createAliases(transport: Transport) {
  return {
    /** Lets an alias stand for a version, and for no other any more. */
    setAlias: async (
      name: string,
      [alias, version]: readonly [alias: string, version: string],
      options?: CallOptions,
    ): Promise<void> =>
      transport.call(writing('alias', name, { alias: checkAlias(alias), version: checkVersion(version) }), options),
    /** Removes an alias; whether it was there is not told. */
    deleteAlias: async (name: string, alias: string, options?: CallOptions): Promise<void> =>
      transport.call({ ...writing('alias', name, { alias: checkAlias(alias) }), method: 'DELETE' }, options),
    /** The version that an alias stands for; undefined where the model has no such alias, or there is no such model. */
    getByAlias: async (name: string, alias: string, options?: CallOptions): Promise<ModelVersion | undefined> => {
      const call = {
        method: 'GET',
        path: 'mlflow/registered-models/alias',
        query: { name: checkModelName(name), alias: checkAlias(alias) },
        task: `look for the model ${name}@${alias}`,
        read: (answer: Answer) => readVersion(answer.object('model_version')),
      } as const;
      return transport.call(call, options).catch(undefinedWhereMissing);
    },
  };
}

function getCall(name: string): ApiCall<RegisteredModel> {
  return {
    method: 'GET',
    path: 'mlflow/registered-models/get',
    query: { name: checkModelName(name) },
    task: `read the registered model ${name}`,
    read: (answer) => readModel(answer.object('registered_model')),
  };
}

function creation({ name, description, tags = {} }: NewRegisteredModel): ApiCall<RegisteredModel> {
  return {
    method: 'POST',
    path: 'mlflow/registered-models/create',
    body: {
      name: checkModelName(name),
      description: description === undefined ? undefined : checkText(description, 'the description of a model'),
      tags: pairsOf(tags, 'tag', MAX_REGISTRY_TAG_LENGTH),
    },
    task: `register the model ${name}`,
    read: (answer) => readModel(answer.object('registered_model')),
  };
}

function searchCall({ filter, orderBy = [], pageSize }: ModelSearch, token: string | undefined) {
  return {
    method: 'GET',
    path: 'mlflow/registered-models/search',
    query: { filter, order_by: orderBy, max_results: checkPageSize(pageSize), page_token: token },
    task: 'search registered models',
    read: (answer: Answer) => readPage(answer, 'registered_models', readModel),
  } as const;
}

function writing(verb: string, name: string, fields: object): ApiCall<void> {
  return {
    method: 'POST',
    path: `mlflow/registered-models/${verb}`,
    body: { name: checkModelName(name), ...fields },
    task: `change the registered model ${name}`,
    isIdempotent: true,
    read: () => undefined,
  };
}

function readModel(model: Answer): RegisteredModel {
  const aliases = model.list('aliases').map((entry) => [entry.text('alias'), entry.text('version')] as const);
  return {
    name: model.text('name'),
    description: model.optionalText('description') ?? '',
    tags: model.pairs('tags'),
    aliases: Object.fromEntries(aliases),
  };
}
