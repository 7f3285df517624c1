import { DiabetesError } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import type { MlflowClient } from '../mlflow/client.ts';
import { undefinedWhereMissing, type MlflowError } from '../mlflow/errors.ts';
import type { ModelReference } from './model-reference.ts';

const HINT = 'diabetes track models';

/** What to tell of a reference to something that the server does not have: which part of it, and what there is instead. */
export async function describeMissing(
  client: MlflowClient,
  { text, uri }: ModelReference,
  error: MlflowError,
): Promise<DiabetesError> {
  if (uri.kind === 'run' || uri.kind === 'logged-model') return notFound(error.message, error);
  const model = await client.registeredModels.get(uri.name).catch(undefinedWhereMissing);
  if (model === undefined) return notFound(`${client.url} has no registered model ${uri.name}`, error);
  // What is missing may be the files alone.
  if (uri.kind === 'alias' && model.aliases[uri.alias] === undefined) {
    return notFound(`${uri.name} has no alias ${uri.alias}: ${aliasesOf(Object.keys(model.aliases), uri.alias)}`, error);
  }
  if (uri.kind === 'latest') return notFound(`there is no ${text}: ${uri.name} has no version`, error);
  return notFound(error.message, error);
}

function aliasesOf(aliases: readonly string[], wanted: string): string {
  if (aliases.length === 0) return 'it has none';
  const near = nearestName(wanted, aliases);
  return near === undefined ? `it has ${aliases.join(', ')}` : `did you mean ${near}?`;
}

function notFound(message: string, cause: unknown): DiabetesError {
  return new DiabetesError('PATH_NOT_FOUND', message, { hint: HINT, cause });
}
