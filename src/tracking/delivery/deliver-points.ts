import type { Metric } from '../mlflow/log-batch.ts';
import { acceptKeys, acceptTexts } from './accepted-values.ts';
import { datasetReference } from './deliver-facts.ts';
import { hasModel, MODEL_NAME } from './deliver-model.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryJob } from './delivery-job.ts';
import type { RecordedPoint } from './recorded-run.ts';
import { RUN_ID_TAG } from './server-tags.ts';

/** As many points as one request holds: the cursor moves behind each. */
const MOST_POINTS = 1_000;

/** Makes the place of the run's model, which its metrics refer to: metrics of an unknown model are refused. @throws MlflowError */
export async function beginModel({ client, run, folder, call, save }: DeliveryJob, from: Delivery): Promise<Delivery> {
  const { start, end } = run;
  // Of a run that was cut short the copy may be half of one.
  if (from.model !== null || end?.status !== 'FINISHED' || !hasModel(folder)) return from;
  const { runId, experimentId, artifactUri } = await client.runs.get(from.serverRunId, call);
  const model = {
    run: { runId, experimentId, artifactUri },
    name: MODEL_NAME,
    modelType: 'onnx',
    params: acceptTexts(start.params, 'param').values,
    tags: { [RUN_ID_TAG]: start.id },
  };
  const place = await client.models.begin(model, RUN_ID_TAG, call);
  return save({ ...from, model: { ...place, isComplete: false } });
}

/** Sends the points that are not there yet, and moves the cursor behind them. @throws MlflowError */
export async function deliverPoints(job: DeliveryJob, from: Delivery): Promise<Delivery> {
  const { client, run, call, warn, save } = job;
  const { values, warnings } = acceptKeys(
    run.points.filter(({ at }) => at > from.offset),
    'metric',
  );
  warnings.forEach(warn);
  let delivery = from;
  for (const points of chunks(values)) {
    const metrics = points.map((point) => metricOf(point, job, from));
    await client.runs.logBatch(from.serverRunId, { metrics }, call);
    delivery = await save({ ...delivery, offset: points.at(-1)!.at });
  }
  return delivery.offset < run.offset ? save({ ...delivery, offset: run.offset }) : delivery;
}

/** Points by the thousand; those of one record stay together, so that the cursor stands between records. */
function chunks(points: readonly RecordedPoint[]): readonly (readonly RecordedPoint[])[] {
  const whole: RecordedPoint[][] = [];
  for (const record of recordsOf(points)) {
    const last = whole.at(-1);
    if (last !== undefined && last.length + record.length <= MOST_POINTS) last.push(...record);
    else whole.push([...record]);
  }
  return whole;
}

function recordsOf(points: readonly RecordedPoint[]): readonly (readonly RecordedPoint[])[] {
  const records: RecordedPoint[][] = [];
  for (const point of points) {
    const last = records.at(-1);
    if (last?.[0]?.at === point.at) last.push(point);
    else records.push([point]);
  }
  return records;
}

function metricOf({ key, value, step, time, isFinal }: RecordedPoint, { run }: DeliveryJob, to: Delivery): Metric {
  const point = { key, value, step, timestamp: time };
  if (!isFinal) return point;
  return {
    ...point,
    ...(to.model?.modelId === undefined ? {} : { modelId: to.model.modelId }),
    ...(run.data === null ? {} : { dataset: datasetReference(run.data) }),
  };
}
