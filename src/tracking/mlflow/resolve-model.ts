import { joinPath } from './artifact-store.ts';
import { MlflowError } from './errors.ts';
import { quote } from './filters.ts';
import type { createLoggedModels } from './logged-models.ts';
import { parseModelUri } from './model-uri.ts';
import type { createModelVersions, VersionName } from './model-versions.ts';
import { firstOf } from './paging.ts';
import type { createRegisteredModels } from './registered-models.ts';
import type { createRuns } from './runs.ts';
import type { ServerInfo } from './server-info.ts';
import type { CallOptions } from './transport.ts';

/** Where a model's files are, and what is known of it on the way there. */
export interface ResolvedModel {
  /** For `artifacts`. */
  readonly location: string;
  readonly name?: string;
  readonly version?: string;
  readonly modelId?: string;
  readonly runId?: string;
}

/** The calls that lead from a URI to files. */
export interface ModelCalls {
  readonly server: (options?: CallOptions) => Promise<ServerInfo>;
  readonly runs: Pick<ReturnType<typeof createRuns>, 'get'>;
  readonly loggedModels: Pick<ReturnType<typeof createLoggedModels>, 'get' | 'search'>;
  readonly registeredModels: Pick<ReturnType<typeof createRegisteredModels>, 'getByAlias'>;
  readonly modelVersions: Pick<ReturnType<typeof createModelVersions>, 'get' | 'search' | 'artifactsOf'>;
}

/**
 * Finds the files of a model.
 *
 * @param uri as `parseModelUri` reads it
 * @throws MlflowError `not-found` where there is no such model, alias or version
 */
export async function resolveModel(calls: ModelCalls, uri: string, options?: CallOptions): Promise<ResolvedModel> {
  const parsed = parseModelUri(uri);
  switch (parsed.kind) {
    case 'logged-model': {
      const { artifactUri, modelId, runId } = await calls.loggedModels.get(parsed.modelId, options);
      return { location: artifactUri, modelId, ...(runId === undefined ? {} : { runId }) };
    }
    case 'run':
      return resolveRunModel(calls, [parsed.runId, parsed.path], options);
    case 'version':
      return resolveVersion(calls, [parsed.name, parsed.version], options);
    case 'alias': {
      const found = await calls.registeredModels.getByAlias(parsed.name, parsed.alias, options);
      if (found === undefined) throw noSuch(uri, `${parsed.name} has no version with the alias ${parsed.alias}`);
      return resolveVersion(calls, [parsed.name, found.version], options);
    }
    case 'latest': {
      const filter = `name = ${quote(parsed.name)}`;
      const latest = await firstOf(
        calls.modelVersions.search({ filter, orderBy: ['version_number DESC'], pageSize: 1 }, options),
      );
      if (latest === undefined) throw noSuch(uri, `${parsed.name} has no version`);
      return resolveVersion(calls, [parsed.name, latest.version], options);
    }
  }
}

async function resolveVersion(calls: ModelCalls, of: VersionName, options?: CallOptions): Promise<ResolvedModel> {
  const [name, version] = of;
  const { runId, source } = await calls.modelVersions.get(of, options);
  const uri = await calls.modelVersions.artifactsOf(of, options);
  const modelId = /^models:\/(m-[\w-]+)$/.exec(source)?.[1];
  const known = {
    name,
    version,
    ...(runId === undefined ? {} : { runId }),
    ...(modelId === undefined ? {} : { modelId }),
  };
  // Some servers give the version's source as it was.
  if (!/^(models|runs):/.test(uri)) return { location: uri, ...known };
  return { ...(await resolveModel(calls, uri, options)), ...known };
}

/**
 * The files of a run below a path: those of its newest logged model with the path's first name, as in MLflow's own clients
 * (mlflow/store/artifact/runs_artifact_repo.py), or else the run's own.
 */
async function resolveRunModel(
  calls: ModelCalls,
  [runId, path]: readonly [string, string],
  options?: CallOptions,
): Promise<ResolvedModel> {
  const { experimentId, artifactUri } = await calls.runs.get(runId, options);
  const { hasLoggedModels } = await calls.server(options);
  const [name = '', ...rest] = path.split('/');
  if (hasLoggedModels) {
    const wanted = {
      experimentIds: [experimentId],
      filter: `name = ${quote(name)} AND source_run_id = ${quote(runId)}`,
      orderBy: [{ field: 'creation_timestamp', isAscending: false }],
    };
    const model = await firstOf(calls.loggedModels.search(wanted, options));
    if (model !== undefined) {
      return { location: joinPath(model.artifactUri, rest.join('/')), modelId: model.modelId, runId };
    }
  }
  return { location: joinPath(artifactUri, path), runId };
}

function noSuch(uri: string, why: string): MlflowError {
  return new MlflowError('not-found', `cannot find the model ${uri}: ${why}`, {
    hint: 'Look in the registry for what there is: the page Models of the server.',
  });
}
