import { MlflowError } from '../../src/tracking/mlflow/errors.ts';

/** What a call of the MLflow client throws. */
export async function mlflowErrorOf(result: Promise<unknown>): Promise<MlflowError> {
  const error: unknown = await result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof MlflowError) return error;
  throw new Error('it threw no MlflowError', { cause: error });
}

/** All that a series gives. */
export async function collect<T>(series: AsyncIterable<T>): Promise<readonly T[]> {
  const entries: T[] = [];
  for await (const entry of series) entries.push(entry);
  return entries;
}
