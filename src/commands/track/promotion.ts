import { join } from 'node:path';
import { resolveParams } from '../../config/resolve-params.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import { createProgress } from '../../terminal/progress.ts';
import { nameOption, type PromotionDocument } from '../../terminal/render-promotion.ts';
import { shellWord } from '../../terminal/shell-words.ts';
import { deliverRun } from '../../tracking/delivery/deliver-run.ts';
import type { ModelPlace } from '../../tracking/mlflow/client.ts';
import { checkModelName } from '../../tracking/mlflow/keys.ts';
import { checkAliasName, promoteModel } from '../../tracking/registry/promote-model.ts';
import { findRun, shortIdLength } from '../../tracking/runs/find-run.ts';
import { promotableRun, type PromotableRun } from '../../tracking/runs/promotable-run.ts';
import { openRunStore } from '../../tracking/runs/run-store.ts';
import type { CommandContext } from '../command-context.ts';
import { projectRoot, readParamsFile } from '../project-files.ts';
import { userName } from '../provenance.ts';
import type { PromoteOptions } from './registry-options.ts';
import { requireTracking, type Tracking } from './tracking-server.ts';

/** By what people compare models; the registry shows them. */
const HEADLINE_METRICS = ['roc_auc_any', 'log_loss', 'macro_f1'];

/** The gate that is suggested where neither params nor an evaluation have one. */
const EXAMPLE_GATE = " --gate 'macro_f1>=0.46'";

/**
 * Promotes the model of a run, or says why not.
 *
 * @throws DiabetesError NOT_CONFIGURED, RUN_NOT_FOUND; PATH_NOT_FOUND where the run has no model; MlflowError
 */
export async function promotionOf(options: PromoteOptions, context: CommandContext): Promise<PromotionDocument> {
  const { name, as: alias, force } = options;
  checkModelName(name);
  checkAliasName({ name, alias });
  const tracking = requireTracking(context);
  try {
    const store = openRunStore(projectRoot(context));
    const found = promotableRun(findRun(store, options.run), store);
    const { run, bundleDigest, evaluation } = found;
    const passed = evaluation?.passed ?? null;
    const subject = {
      schemaVersion: 1,
      command: 'track promote',
      ...{ server: tracking.client.url, name, alias, runId: run.id, bundleDigest },
      gates: { passed, evaluation: evaluation?.id ?? null },
    } as const;
    const forced = passed === true ? null : (force ?? null);
    if (passed !== true && forced === null) {
      const next = await nextCommands(found, { options, context, length: shortIdLength(store.ids) });
      return { ...subject, outcome: 'refused', forced, version: null, previous: null, next };
    }
    const { version, previous } = await register({ found, forced, tracking, options, context });
    return {
      ...subject,
      outcome: previous === version ? 'unchanged' : 'promoted',
      forced,
      version,
      previous,
      next: [],
    };
  } finally {
    await tracking.client.close();
  }
}

interface Registration {
  readonly found: PromotableRun;
  readonly forced: string | null;
  readonly tracking: Tracking;
  readonly options: PromoteOptions;
  readonly context: CommandContext;
}

async function register(registration: Registration) {
  const { found, forced, tracking, options, context } = registration;
  const { run, bundleDigest } = found;
  const place = await deliveredModel(registration);
  const metrics = Object.fromEntries(Object.entries(run.metrics).filter(([key]) => HEADLINE_METRICS.includes(key)));
  const promotion = {
    ...{ name: options.name, alias: options.as, runId: run.id, place, bundleDigest, metrics, forced },
    ...{ promotedBy: userName(), promotedAt: new Date(context.clock.now()).toISOString() },
  };
  return promoteModel(tracking.client, promotion, { signal: context.signal });
}

/** The run's model at the server, where the whole run is then. */
async function deliveredModel({ found, tracking, options, context }: Registration): Promise<ModelPlace> {
  const { client, experiment } = tracking;
  const { clock, signal, streams } = context;
  const { id } = found.run;
  const folder = join(projectRoot(context), '.diabetes', 'runs', id);
  const progress = createProgress(streams, options);
  try {
    const { report } = progress;
    const { model } = await createStageRunner(report, clock)(
      'push',
      `Delivering the run ${id.slice(0, 8)}`,
      async () => ({
        value: await deliverRun({ folder, client, experiment, report, signal, clock }),
        summary: `the run ${id.slice(0, 8)} to ${client.url}`,
      }),
    );
    if (model?.isComplete === true) return model;
  } finally {
    progress.stop();
  }
  throw new DiabetesError('PATH_NOT_FOUND', `the model of the run ${id.slice(0, 8)} is not at ${client.url}`, {
    hint: 'A bundle of an earlier program cannot be delivered: train it again.',
  });
}

interface Asked {
  readonly options: PromoteOptions;
  readonly context: CommandContext;
  /** How many digits of an id tell runs apart. */
  readonly length: number;
}

/** What to type next, word for word. */
async function nextCommands(
  { run, evaluation }: PromotableRun,
  { options: { as: alias, name }, context, length }: Asked,
): Promise<readonly string[]> {
  const id = run.id.slice(0, length);
  const force = `diabetes track promote ${id} --as ${shellWord(alias)}${nameOption(name)} --force "why"`;
  if (evaluation !== null) return [`diabetes track show ${evaluation.id.slice(0, length)}`, force];
  return [`diabetes evaluate --model runs:/${id}/model${(await hasGates(context)) ? '' : EXAMPLE_GATE}`, force];
}

/** Whether the project's params have gates; what is wrong with them is told by the command that uses them. */
async function hasGates(context: CommandContext): Promise<boolean> {
  try {
    return resolveParams(await readParamsFile(context, undefined)).params.evaluate.gates.length > 0;
  } catch (error) {
    if (error instanceof DiabetesError) return false;
    throw error;
  }
}
