import { DiabetesError } from '../../foundation/errors.ts';
import type { MlflowClient } from '../mlflow/client.ts';
import { undefinedWhereMissing } from '../mlflow/errors.ts';
import type { ModelVersion } from '../mlflow/model-versions.ts';
import type { CallOptions } from '../mlflow/transport.ts';
import type { AliasName } from './promote-model.ts';
import { previousTag } from './version-tags.ts';

/** The version that held an alias, and the one that holds it again. */
export interface RolledBack {
  readonly from: ModelVersion;
  readonly to: ModelVersion;
}

/**
 * Gives an alias back to the version that held it before. Done again, it goes one further back.
 *
 * @throws DiabetesError PATH_NOT_FOUND where nobody holds it, nobody held it before, or who did is gone; MlflowError
 */
export async function rollBackAlias(
  { registeredModels, modelVersions, url }: MlflowClient,
  { name, alias }: AliasName,
  options?: CallOptions,
): Promise<RolledBack> {
  const from = await registeredModels.getByAlias(name, alias, options);
  if (from === undefined) throw refuse(`no version of ${name} at ${url} holds the alias ${alias}`);
  const previous = from.tags[previousTag(alias)];
  if (previous === undefined) {
    throw refuse(`nobody is known to have held ${alias} before version ${from.version} of ${name}`);
  }
  const to = await modelVersions.get([name, previous], options).catch(undefinedWhereMissing);
  if (to === undefined) {
    throw refuse(`version ${previous} of ${name}, which held ${alias} before version ${from.version}, was deleted`);
  }
  await registeredModels.setAlias(name, [alias, to.version], options);
  return { from, to };
}

function refuse(message: string): DiabetesError {
  return new DiabetesError('PATH_NOT_FOUND', message, { hint: 'diabetes track models' });
}
