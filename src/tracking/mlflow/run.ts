import type { Answer } from './answers.ts';

export const RUN_STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** A run as MLflow has it. */
export interface Run {
  readonly runId: string;
  readonly name: string;
  readonly experimentId: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime?: number;
  readonly artifactUri: string;
  readonly isDeleted: boolean;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The last value of each; an infinity has become +-1.797e308 in a database. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly datasets: readonly RunDataset[];
  /** The logged models that the run has made. */
  readonly models: readonly { readonly modelId: string; readonly step: number }[];
}

/** A dataset that a run has read. */
export interface RunDataset {
  readonly name: string;
  readonly digest: string;
  /** What it was for: `train`, `validation`, `test`. */
  readonly context?: string;
  /** What else is kept with the run's use of it. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads a run of an answer. */
export function readRun(run: Answer): Run {
  const info = run.object('info');
  const data = run.object('data');
  const endTime = info.optionalInteger('end_time');
  return {
    runId: info.text('run_id'),
    name: info.optionalText('run_name') ?? '',
    experimentId: info.text('experiment_id'),
    status: info.text('status') as RunStatus,
    startTime: info.optionalInteger('start_time') ?? 0,
    ...(endTime === undefined ? {} : { endTime }),
    artifactUri: info.optionalText('artifact_uri') ?? '',
    isDeleted: info.optionalText('lifecycle_stage') === 'deleted',
    params: data.pairs('params'),
    tags: data.pairs('tags'),
    metrics: Object.fromEntries(data.list('metrics').map((metric) => [metric.text('key'), metric.number('value')])),
    datasets: run.object('inputs').list('dataset_inputs').map(readDataset),
    models: run
      .object('outputs')
      .list('model_outputs')
      .map((model) => ({ modelId: model.text('model_id'), step: model.optionalInteger('step') ?? 0 })),
  };
}

function readDataset(input: Answer): RunDataset {
  const dataset = input.object('dataset');
  const { 'mlflow.data.context': context, ...tags } = input.pairs('tags');
  return {
    name: dataset.text('name'),
    digest: dataset.text('digest'),
    ...(context === undefined ? {} : { context }),
    tags,
  };
}
