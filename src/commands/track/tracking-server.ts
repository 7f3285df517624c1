import { DiabetesError } from '../../foundation/errors.ts';
import type { ExperimentChoice } from '../../tracking/delivery/delivery.ts';
import { createMlflowClient, type MlflowClient } from '../../tracking/mlflow/client.ts';
import { readConnection } from '../../tracking/mlflow/read-connection.ts';
import type { CommandContext } from '../command-context.ts';

/** The MLflow server that the environment names, and where runs go that name no experiment themselves. */
export interface Tracking {
  /** To be closed by who has opened it. */
  readonly client: MlflowClient;
  /** An id wins over the experiment that a run names, a name does not. */
  readonly experiment: ExperimentChoice;
}

type Surroundings = Pick<CommandContext, 'environment' | 'runProcess'>;

const DEFAULT_EXPERIMENT = 'diabetes';

/**
 * The server that the environment describes; undefined where MLFLOW_TRACKING_URI is not set. Nothing is sent yet.
 *
 * @throws DiabetesError NOT_CONFIGURED where it is no server
 */
export function openTracking({ environment, runProcess }: Surroundings): Tracking | undefined {
  const connection = readConnection(environment);
  if (connection === undefined) return undefined;
  const id = environment.MLFLOW_EXPERIMENT_ID?.trim() ?? '';
  const name = environment.MLFLOW_EXPERIMENT_NAME?.trim() ?? '';
  const experiment = id === '' ? { name: name === '' ? DEFAULT_EXPERIMENT : name } : { id };
  return { client: createMlflowClient(connection, { runProcess }), experiment };
}

/**
 * The same for what cannot be done without a server.
 *
 * @throws DiabetesError NOT_CONFIGURED where there is none
 */
export function requireTracking(context: Surroundings): Tracking {
  const tracking = openTracking(context);
  if (tracking !== undefined) return tracking;
  throw new DiabetesError('NOT_CONFIGURED', 'no MLflow server is configured: MLFLOW_TRACKING_URI is not set', {
    hint: 'Name its address: export MLFLOW_TRACKING_URI=http://127.0.0.1:5000',
  });
}
