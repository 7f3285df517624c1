import { joinPath } from './artifact-store.ts';
import { checkLoggedModelName } from './keys.ts';
import type { createLoggedModels } from './logged-models.ts';
import type { Run } from './run.ts';
import type { ServerInfo } from './server-info.ts';
import type { ApiCall, CallOptions, Transport } from './transport.ts';
import { checkId } from './values.ts';

/** A model that a run is to have. */
export interface NewRunModel {
  readonly run: Pick<Run, 'runId' | 'experimentId' | 'artifactUri'>;
  /** Without `/ : . % " '`. */
  readonly name: string;
  readonly modelType?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Among them the one that tells whether the model has been begun before. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A run's model whose files are still to come. It is plain JSON: who is interrupted can go on with it later. */
export interface ModelPlace {
  readonly runId: string;
  /** Set where the server has logged models. */
  readonly modelId?: string;
  /** Where the files go, for `artifacts`. */
  readonly location: string;
  /** What a version in the registry is made from. */
  readonly source: string;
}

/** The content of an MLmodel file (https://mlflow.org/docs/latest/ml/model/#storage-format). */
export interface MlmodelDocument {
  readonly artifact_path: string;
  readonly run_id: string;
  readonly utc_time_created: string;
  readonly flavors: object;
  readonly [field: string]: unknown;
}

/**
 * The models of runs on any server: logged models where it has them (MLflow 3), and folders among the run's artifacts
 * where it has none.
 */
export function createRunModels(
  transport: Transport,
  loggedModels: ReturnType<typeof createLoggedModels>,
  server: (options?: CallOptions) => Promise<ServerInfo>,
) {
  return {
    /**
     * Makes the place for a run's model. Called again with the same value of `tag`, it gives the same place.
     *
     * @throws MlflowError
     */
    begin: async (model: NewRunModel, tag: string, options?: CallOptions): Promise<ModelPlace> => {
      const { run, name, ...rest } = model;
      const { runId, experimentId, artifactUri } = run;
      if (!(await server(options)).hasLoggedModels) {
        const location = joinPath(artifactUri, checkLoggedModelName(name));
        return { runId, location, source: location };
      }
      const created = await loggedModels.getOrCreate({ experimentId, name, runId, ...rest }, tag, options);
      const { modelId, artifactUri: location } = created;
      await loggedModels.attachToRun(modelId, runId, options);
      return { runId, modelId, location, source: `models:/${modelId}` };
    },
    /**
     * Says that all files are in their place.
     *
     * @param mlmodel the MLmodel file as JSON, by which servers before MLflow 3 know the model
     * @throws MlflowError
     */
    complete: async (place: ModelPlace, mlmodel: MlmodelDocument, options?: CallOptions): Promise<void> =>
      place.modelId === undefined
        ? transport.call(logModelCall(place.runId, mlmodel), options)
        : loggedModels.finalise(place.modelId, 'READY', options),
    /** Says that the files will not come. @throws MlflowError */
    fail: async ({ modelId }: ModelPlace, options?: CallOptions): Promise<void> => {
      if (modelId !== undefined) await loggedModels.finalise(modelId, 'UPLOAD_FAILED', options);
    },
  };
}

function logModelCall(runId: string, mlmodel: MlmodelDocument): ApiCall<void> {
  return {
    method: 'POST',
    path: 'mlflow/runs/log-model',
    body: { run_id: checkId(runId, 'the id of a run'), model_json: JSON.stringify(mlmodel) },
    task: `log the model to the run ${runId}`,
    isIdempotent: true,
    read: () => undefined,
  };
}
