import { quantity } from '../../foundation/quantity.ts';
import type { DatasetInput } from '../mlflow/datasets.ts';
import { MAX_DIGEST_LENGTH } from '../mlflow/datasets.ts';
import { isMlflowError } from '../mlflow/errors.ts';
import type { RunTags } from '../run-journal.ts';
import { acceptTexts, few } from './accepted-values.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryJob } from './delivery-job.ts';
import type { RecordedData } from './recorded-run.ts';
import { startTags } from './server-tags.ts';

/** Digits of a fingerprint that MLflow has room for. */
const DIGEST_DIGITS = 32;

/** Says what a run is: params and tags, that it goes on again, and its rows; only what was not told yet. @throws MlflowError */
export async function deliverFacts(job: DeliveryJob, { serverRunId, offset }: Delivery): Promise<void> {
  const { client, run, call, warn } = job;
  const { start, resumptions, data, continued, end } = run;
  if (start.at > offset) {
    const params = acceptTexts(start.params, 'param');
    params.warnings.forEach(warn);
    await deliverParams(job, serverRunId, params.values);
    await deliverTags(job, serverRunId, startTags(start));
  }
  for (const { at, tags } of resumptions) if (at > offset) await deliverTags(job, serverRunId, tags);
  const isReopened = end === null && continued !== null && continued.at > offset;
  if (isReopened) await client.runs.update(serverRunId, { status: 'RUNNING' }, call);
  if (data !== null && data.at > offset) await client.runs.logInputs(serverRunId, [datasetOf(data)], call);
}

/** Tags, the last value of which counts. @throws MlflowError */
export async function deliverTags(job: DeliveryJob, serverRunId: string, tags: RunTags): Promise<void> {
  const { values, warnings } = acceptTexts(tags, 'tag');
  warnings.forEach(job.warn);
  await job.client.runs.logBatch(serverRunId, { tags: values }, job.call);
}

/** MLflow keeps the first value of a param, and refuses whatever comes together with another one. */
async function deliverParams({ client, call, warn }: DeliveryJob, runId: string, params: RunTags): Promise<void> {
  try {
    await client.runs.logBatch(runId, { params }, call);
  } catch (error) {
    if (!isMlflowError(error, 'param-changed')) throw error;
    const there = (await client.runs.get(runId, call)).params;
    const entries = Object.entries(params);
    const changed = entries.filter(([key, value]) => (there[key] ?? value) !== value);
    const told = changed.map(([key, value]) => `${key} is ${there[key]!} there and ${value} here`);
    warn(`MLflow keeps ${quantity(changed.length, 'param')} as the run had it first: ${few(told)}`);
    const rest = Object.fromEntries(entries.filter((entry) => !changed.includes(entry)));
    await client.runs.logBatch(runId, { params: rest }, call);
  }
}

/** How metrics refer to the rows that they were measured on. */
export function datasetReference({ name, fingerprint }: RecordedData): {
  readonly name: string;
  readonly digest: string;
} {
  return { name, digest: digestOf(fingerprint) };
}

/** A run's rows as MLflow takes them. */
export function datasetOf(data: RecordedData): DatasetInput {
  const { source, path, rows, parts } = data;
  // A run has a dataset once, with one context.
  const [context] = 'train' in parts ? ['train'] : Object.keys(parts);
  return {
    ...datasetReference(data),
    ...(context === undefined ? {} : { context }),
    sourceType: source === 'file' ? 'local' : source,
    source: path === null ? { name: source } : { uri: path },
    // All runs of an experiment share one dataset of a name and digest, but not which rows they take of it.
    ...(rows === null ? {} : { profile: { num_rows: rows } }),
    tags: Object.fromEntries(Object.entries(parts).map(([part, count]) => [`rows.${part}`, String(count)])),
  };
}

function digestOf(fingerprint: string): string {
  const hex = /[0-9a-f]{32,}/.exec(fingerprint)?.[0].slice(0, DIGEST_DIGITS);
  return hex ?? fingerprint.slice(0, MAX_DIGEST_LENGTH);
}
