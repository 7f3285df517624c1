import type { HttpSend } from '../../foundation/download/http-client.ts';
import { runProcess, type ProcessRunner } from '../../foundation/process-runner.ts';
import { createArtifacts } from './artifacts.ts';
import { serverOf, type MlflowConnection } from './connection.ts';
import { createExperiments } from './experiments.ts';
import { createSender } from './http.ts';
import { createLoggedModels } from './logged-models.ts';
import { createModelVersions } from './model-versions.ts';
import { createRegisteredModels } from './registered-models.ts';
import { resolveModel } from './resolve-model.ts';
import { PATIENT, type Retry } from './retry.ts';
import { createRunLogging } from './run-logging.ts';
import { createRunModels } from './run-models.ts';
import { createRuns } from './runs.ts';
import { createServerInfo } from './server-info.ts';
import { createTransport, type CallOptions } from './transport.ts';

export type { ArtifactEntry, ArtifactStore } from './artifact-store.ts';
export type { MlflowConnection, MlflowCredentials } from './connection.ts';
export type { DatasetInput } from './datasets.ts';
export { MlflowError, type MlflowFailureKind } from './errors.ts';
export type { Experiment, ExperimentSearch, NewExperiment } from './experiments.ts';
export { quote, tagIs } from './filters.ts';
export { fitValues, MAX_PARAM_LENGTH, MAX_TAG_LENGTH, type FittedValues } from './keys.ts';
export type { Metric, RunData } from './log-batch.ts';
export type { LoggedModel, LoggedModelSearch, NewLoggedModel } from './logged-models.ts';
export type { ModelVersion, NewModelVersion, VersionName, VersionSearch } from './model-versions.ts';
export { readConnection } from './read-connection.ts';
export type { ModelSearch, NewRegisteredModel, RegisteredModel } from './registered-models.ts';
export type { ResolvedModel } from './resolve-model.ts';
export type { Retry } from './retry.ts';
export type { HistoryOptions, MetricPoint } from './run-logging.ts';
export type { MlmodelDocument, ModelPlace, NewRunModel } from './run-models.ts';
export type { Run, RunDataset, RunStatus } from './run.ts';
export type { NewRun, RunChanges, RunSearch } from './runs.ts';
export type { ServerInfo } from './server-info.ts';
export type { CallOptions } from './transport.ts';
export type { MetricValue } from './values.ts';

/** What a client is made of, where it is not to be the real thing. */
export interface MlflowClientOptions {
  /** Sends HTTP requests. */
  readonly send?: HttpSend;
  /** The waits between tries, with the clock and the dice that they need. */
  readonly retry?: Retry;
  /** Milliseconds since 1970, for a Retry-After that is a date. */
  readonly now?: () => number;
  /** Runs `aws`, which reaches artifacts in S3. */
  readonly runProcess?: ProcessRunner;
}

export type MlflowClient = ReturnType<typeof createMlflowClient>;

/**
 * A client of an MLflow server's REST API (https://mlflow.org/docs/latest/api_reference/rest-api.html), from MLflow 2.0
 * on. Nothing is sent before the first call. A call is tried again where that is safe and may help; all calls throw
 * MlflowError, and the reason of their `signal` once that has aborted.
 *
 * @throws DiabetesError NOT_CONFIGURED where the connection cannot be used
 */
export function createMlflowClient(connection: MlflowConnection, options: MlflowClientOptions = {}) {
  const { retry = PATIENT, now = Date.now, runProcess: run = runProcess } = options;
  const sender = createSender(connection);
  const transport = createTransport({ server: serverOf(connection), send: options.send ?? sender.send, retry, now });
  const server = createServerInfo(transport);
  const runs = { ...createRuns(transport), ...createRunLogging(transport) };
  const loggedModels = createLoggedModels(transport);
  const registeredModels = createRegisteredModels(transport);
  const modelVersions = createModelVersions(transport);
  const calls = { server, runs, loggedModels, registeredModels, modelVersions };
  return {
    /** The server's address, as it may be shown. */
    url: transport.server.url,
    /** What the server is: asked once. */
    server,
    experiments: createExperiments(transport),
    runs,
    loggedModels,
    registeredModels,
    modelVersions,
    /** Models by URI, and the models of runs on servers with and without logged models. */
    models: {
      resolve: (uri: string, call?: CallOptions) => resolveModel(calls, uri, call),
      ...createRunModels(transport, loggedModels, server),
    },
    /** Opens a place of artifacts: `(await client.artifacts(run.artifactUri)).uploadFolder('plots', 'plots')`. */
    artifacts: createArtifacts(transport, run),
    /** Ends the connections. */
    close: sender.close,
  };
}
