import { evaluateModel } from '../../pipeline/workflows/evaluate-model.ts';
import type { EvaluateParams } from '../../pipeline/params.ts';
import type { EvaluationDocument } from '../../pipeline/workflows/evaluation-result.ts';
import type { Reporter } from '../../foundation/events.ts';
import { tellFromRoot } from '../../tracking/project-paths.ts';
import type { CommandContext } from '../command-context.ts';
import { projectRoot } from '../project-files.ts';
import { surroundingsOf } from '../provenance.ts';
import { prepareCourier } from '../recording/run-courier.ts';
import type { RunLabels } from '../recording/run-options.ts';
import { surroundingTags } from '../recording/run-tags.ts';
import { recordRun, type RunStart } from '../run-recorder.ts';
import type { EvaluationInputs } from './inputs.ts';
import type { EvaluateOptions } from './options.ts';
import { wantsInspection, writeReports } from './reports.ts';

/** An evaluation of which all is known. */
export interface AskedEvaluation {
  readonly options: EvaluateOptions;
  readonly inputs: EvaluationInputs;
  readonly params: EvaluateParams;
  readonly labels: RunLabels;
  readonly report: Reporter;
}

/** Evaluates and writes the reports, as a recorded run that keeps the result and them. */
export async function evaluateAndRecord(asked: AskedEvaluation, context: CommandContext): Promise<EvaluationDocument> {
  const { options, inputs, params, report } = asked;
  const { bundle } = inputs;
  const { clock, signal } = context;
  const start = await startOf(asked, context);
  const openCourier = await prepareCourier(context, { ...options, report });
  const recording = { start, track: options.track, report, summarise: summaryOf, openCourier };
  return recordRun(context, recording, async (run) => {
    const inspect = options.inspect || wantsInspection(options);
    const result = await evaluateModel({ ...inputs, params, inspect, report: run.report, clock, signal });
    const { disclaimer } = bundle.manifest.schema;
    const evaluation = {
      schemaVersion: 1,
      command: 'evaluate',
      runId: run.runId(),
      ...result,
      reports: [],
      disclaimer,
    } as const;
    const written = await writeReports(options, context, { document: evaluation, bundle });
    const document = { ...evaluation, reports: written.paths };
    const text = JSON.stringify(document, tellFromRoot(projectRoot(context)), 2);
    await run.keepFiles(new Map([...written.files, ['evaluation.json', `${text}\n`]]));
    return document;
  });
}

async function startOf({ options, params, labels }: AskedEvaluation, context: CommandContext): Promise<RunStart> {
  const own = options.track ? surroundingTags(await surroundingsOf(context), context) : {};
  const tags = { ...own, seed: String(params.seed), ...labels.tags };
  return { command: 'evaluate', params: { evaluate: params }, ...labels, tags };
}

/** The figures; all the rest is in the run's evaluation.json. */
function summaryOf({ model, data, rows, metrics, intervals, gates, passed }: EvaluationDocument): unknown {
  const { digest, version } = model;
  const { source, fingerprint, absent, ignored } = data;
  return {
    model: { digest, version },
    data: { source, fingerprint, absent, ignored },
    rows,
    metrics,
    intervals,
    gates,
    passed,
  };
}
