import type { Answer } from './answers.ts';
import { isMlflowError, MlflowError, undefinedWhereMissing } from './errors.ts';
import { checkExperimentName, MAX_EXPERIMENT_TAG_LENGTH, pairsOf } from './keys.ts';
import { checkPageSize, readPage, readPages } from './paging.ts';
import { findOrCreate } from './retry.ts';
import type { CallOptions, Transport } from './transport.ts';

/** A group of runs. */
export interface Experiment {
  /** Digits, which may be more than a number holds. */
  readonly experimentId: string;
  readonly name: string;
  /** Below it stand the artifacts of its runs. */
  readonly artifactLocation: string;
  readonly isDeleted: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewExperiment {
  /** 1 to 500 characters. */
  readonly name: string;
  /** Where artifacts go; the server's own choice when left out. */
  readonly artifactLocation?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ExperimentSearch {
  /** `name LIKE 'diab%'`; all when left out. */
  readonly filter?: string;
  /** How many a request brings. */
  readonly pageSize?: number;
}

/** The server wants a number. */
const PAGE_SIZE = 1_000;

/**
 * Calls of experiments (https://mlflow.org/docs/latest/api_reference/rest-api.html#create-experiment). Each throws
 * MlflowError.
 */
export function createExperiments(transport: Transport) {
  const getByName = async (name: string, options?: CallOptions): Promise<Experiment | undefined> => {
    const call = {
      method: 'GET',
      path: 'mlflow/experiments/get-by-name',
      query: { experiment_name: checkExperimentName(name) },
      task: `look for the experiment ${name}`,
      read: (answer: Answer) => readExperiment(answer.object('experiment')),
    } as const;
    return transport.call(call, options).catch(undefinedWhereMissing);
  };

  const create = async (experiment: NewExperiment, options?: CallOptions): Promise<string> =>
    transport.call(
      {
        method: 'POST',
        path: 'mlflow/experiments/create',
        body: {
          name: checkExperimentName(experiment.name),
          artifact_location: experiment.artifactLocation,
          tags: pairsOf(experiment.tags ?? {}, 'tag', MAX_EXPERIMENT_TAG_LENGTH),
        },
        task: `create the experiment ${experiment.name}`,
        read: (answer) => answer.text('experiment_id'),
      },
      options,
    );

  return {
    /** The experiment with a name, a deleted one too; undefined where there is none. */
    getByName,
    /** Makes an experiment, and gives its id; `already-exists` where there is one, a deleted one too. */
    create,
    /** The experiment with a name, made where there is none; `deleted` where there is a deleted one. */
    getOrCreate: async (experiment: NewExperiment, options?: CallOptions): Promise<Experiment> => {
      const find = () => getByName(experiment.name, options);
      const make = async (): Promise<Experiment | undefined> => {
        // Another client may have made it in between.
        await create(experiment, options).catch((error: unknown) => {
          if (!isMlflowError(error, 'already-exists')) throw error;
        });
        return find();
      };
      const found = await findOrCreate({ find, create: make }, transport.retry, options?.signal);
      return usable(found, experiment.name, transport);
    },
    /** Experiments that are not deleted, page by page as they are asked for. */
    search: (wanted: ExperimentSearch = {}, options?: CallOptions): AsyncGenerator<Experiment, void> =>
      readPages((token) => transport.call(searchCall(wanted, token), options)),
  };
}

function searchCall({ filter, pageSize = PAGE_SIZE }: ExperimentSearch, token: string | undefined) {
  return {
    method: 'POST',
    path: 'mlflow/experiments/search',
    body: { filter, max_results: checkPageSize(pageSize), page_token: token, view_type: 'ACTIVE_ONLY' },
    task: 'search experiments',
    isIdempotent: true,
    read: (answer: Answer) => readPage(answer, 'experiments', readExperiment),
  } as const;
}

function usable(experiment: Experiment | undefined, name: string, { server }: Transport): Experiment {
  const refuse = (why: string, hint: string): never => {
    throw new MlflowError('deleted', `cannot use the experiment ${name} at ${server.url}: ${why}`, { hint });
  };
  if (experiment === undefined) return refuse('it was deleted just after it was made', 'Try again.');
  if (!experiment.isDeleted) return experiment;
  const restore = `mlflow experiments restore --experiment-id ${experiment.experimentId}`;
  return refuse('it is deleted', `Restore it (${restore}), or use another name.`);
}

function readExperiment(experiment: Answer): Experiment {
  return {
    experimentId: experiment.text('experiment_id'),
    name: experiment.text('name'),
    artifactLocation: experiment.optionalText('artifact_location') ?? '',
    isDeleted: experiment.optionalText('lifecycle_stage') === 'deleted',
    tags: experiment.pairs('tags'),
  };
}
