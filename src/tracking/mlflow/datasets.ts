import { pairsOf } from './keys.ts';
import { checkId, checkLength } from './values.ts';

/** A dataset that a run reads. */
export interface DatasetInput {
  /** 1 to 500 characters. */
  readonly name: string;
  /** At most 36 characters: of a longer hash, its beginning. */
  readonly digest: string;
  /** What it is for: `train`, `validation`, `test`. */
  readonly context?: string;
  /** More of what a run takes of it: a dataset is shared by all runs of an experiment that read it, these are the run's. */
  readonly tags?: Readonly<Record<string, string>>;
  /** What kind of place `source` is: `local`, `http`, `s3`. */
  readonly sourceType: string;
  /** Where it came from, as a JSON value: `{"uri": "data.csv"}`. */
  readonly source: object;
  /** Its columns, as a JSON value: `{"mlflow_colspec": [{"name", "type", "required"}]}`. */
  readonly schema?: object;
  /** Figures of it, as a JSON value: `{"num_rows": 7000}`. */
  readonly profile?: object;
}

/** The most characters of a dataset's digest. */
export const MAX_DIGEST_LENGTH = 36;

/** The other limits of mlflow/utils/validation.py, in characters. */
const MAX = { name: 500, source: 65_535, schema: 1_048_575, profile: 16_777_215, tag: 500 };

/** @throws MlflowError invalid-value */
export function checkDatasetName(value: unknown, name: string): string {
  return checkLength(checkId(value, name), name, MAX.name);
}

/** @throws MlflowError invalid-value */
export function checkDigest(value: unknown, name: string): string {
  return checkLength(checkId(value, name), name, MAX_DIGEST_LENGTH);
}

/** A dataset as `runs/log-inputs` takes it. @throws MlflowError invalid-value */
export function datasetFields({ name, digest, sourceType, ...input }: DatasetInput): object {
  const of = (what: string): string => `the ${what} of the dataset ${name}`;
  const json = (what: 'source' | 'schema' | 'profile'): object => {
    const value = input[what];
    return value === undefined ? {} : { [what]: checkLength(JSON.stringify(value), of(what), MAX[what]) };
  };
  return {
    tags: pairsOf(inputTags(input), `tag of the dataset ${name}`, MAX.tag),
    dataset: {
      name: checkDatasetName(name, 'the name of a dataset'),
      digest: checkDigest(digest, of('digest')),
      source_type: checkId(sourceType, of('source type')),
      ...json('source'),
      ...json('schema'),
      ...json('profile'),
    },
  };
}

/** What MLflow keeps with a run's use of a dataset, its context too. */
export function inputTags({ context, tags }: Pick<DatasetInput, 'context' | 'tags'>): Readonly<Record<string, string>> {
  return { ...(context === undefined ? {} : { 'mlflow.data.context': context }), ...tags };
}
