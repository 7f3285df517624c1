import type { RunTags } from '../run-journal.ts';
import { DIGEST_TAG } from '../registry/version-tags.ts';
import { bundleDigestOf, passedOf } from '../runs/summarise-run.ts';
import type { RecordedRun } from './recorded-run.ts';

/** The tag that tells which of our runs a run of the server is, and a model. */
export const RUN_ID_TAG = 'diabetes.run_id';

/** Where each of MLflow's own tags comes from (https://mlflow.org/docs/latest/ml/tracking/#system_tags). */
const TAKEN_FROM = {
  'mlflow.user': 'user',
  'mlflow.source.git.commit': 'git_commit',
  'mlflow.source.git.branch': 'git_branch',
} as const;

/** A run's tags as its beginning gives them: its own, and MLflow's, unless it says these itself. */
export function startTags({ id, command, tags }: NonNullable<RecordedRun['start']>): RunTags {
  const taken = Object.entries(TAKEN_FROM).flatMap(([key, from]) =>
    from in tags ? [[key, tags[from]!] as const] : [],
  );
  return {
    ...Object.fromEntries(taken),
    'mlflow.source.name': `diabetes ${command}`,
    'mlflow.source.type': 'LOCAL',
    ...tags,
    [RUN_ID_TAG]: id,
  };
}

/** The tags that only the end of a run knows: why it failed, which bundle it made or evaluated, and whether its gates passed. */
export function endTags({ error, result }: NonNullable<RecordedRun['end']>): RunTags {
  const digest = bundleDigestOf(result);
  const passed = passedOf(result);
  return {
    ...(error === null ? {} : { error }),
    ...(digest === null ? {} : { [DIGEST_TAG]: digest }),
    ...(passed === null ? {} : { 'diabetes.gates': passed ? 'passed' : 'not passed' }),
  };
}

/** What a run is called at the server: as it was named, else by what was done and the first digits of its id. */
export function serverName({ id, command, tags }: NonNullable<RecordedRun['start']>): string {
  const given = tags['mlflow.runName']?.trim() ?? '';
  return given === '' ? `${command}-${id.slice(0, 8)}` : given;
}

/** The note of a run with a model (`mlflow.note.content`, Markdown): what it is not, and how it is used. */
export function modelNote(serverRunId: string, disclaimer: string): string {
  const model = `runs:/${serverRunId}/model`;
  return [
    ...(disclaimer === '' ? [] : [disclaimer, '']),
    'Predict for the rows of a file:',
    '',
    `    diabetes predict --model ${model} --input people.csv`,
    '',
    'In Python:',
    '',
    '    import mlflow',
    `    mlflow.pyfunc.load_model("${model}").predict(rows)`,
  ].join('\n');
}
