import { DiabetesError } from '../../foundation/errors.ts';
import type { RunStore } from './run-store.ts';
import type { RunSummary } from './run.ts';

/** A run of training with a model, and what its newest evaluation says. */
export interface PromotableRun {
  readonly run: RunSummary;
  readonly bundleDigest: string;
  /** The newest evaluation of the model that had gates; null where there is none. */
  readonly evaluation: RunSummary | null;
}

/**
 * The run whose model is meant: of an evaluation, the one that made the model that it evaluated.
 *
 * @param named the run that was named
 * @param store all runs
 * @throws DiabetesError PATH_NOT_FOUND where it has no model, or the one that made it is not recorded here
 */
export function promotableRun(named: RunSummary, store: RunStore): PromotableRun {
  const { runs } = store.list();
  const run = named.command === 'evaluate' ? makerOf(named, runs, store) : named;
  const { bundleDigest, status } = run;
  if (bundleDigest === null || status !== 'FINISHED' || store.bundleOf(run.id) === null) throw noModel(run);
  const isVerdict = ({ command, bundleDigest: digest, passed }: RunSummary): boolean =>
    command === 'evaluate' && digest === bundleDigest && passed !== null;
  return { run, bundleDigest, evaluation: runs.find(isVerdict) ?? null };
}

function makerOf({ id, bundleDigest }: RunSummary, runs: readonly RunSummary[], store: RunStore): RunSummary {
  const maker = runs.find(
    (run) =>
      run.command !== 'evaluate' &&
      run.bundleDigest === bundleDigest &&
      bundleDigest !== null &&
      store.bundleOf(run.id),
  );
  if (maker !== undefined) return maker;
  const model = bundleDigest === null ? 'no model' : `the model ${bundleDigest.slice(0, 12)}`;
  throw new DiabetesError(
    'PATH_NOT_FOUND',
    `${short(id)} is an evaluation of ${model}, and no run that is recorded here has made it`,
    { hint: 'Name the run of `diabetes train` that made the model: see `diabetes track list`.' },
  );
}

function noModel({ id, status }: RunSummary): DiabetesError {
  const why =
    status === 'RUNNING'
      ? 'it has not ended'
      : status === 'FINISHED'
        ? 'no copy of it was kept'
        : `it ended as ${status}`;
  return new DiabetesError('PATH_NOT_FOUND', `the run ${short(id)} has no model: ${why}`, {
    hint: `Name a run that is FINISHED: diabetes track list --where "status = 'FINISHED'"`,
  });
}

function short(id: string): string {
  return id.slice(0, 8);
}
