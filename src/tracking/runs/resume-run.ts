import { flattenParams } from './flatten-params.ts';
import type { RunStore } from './run-store.ts';
import { tellFromRoot } from '../project-paths.ts';

/** What a training would record that may go on in an earlier run, and where. */
export interface ResumedRun {
  readonly root: string;
  readonly params: unknown;
  readonly experiment?: string | undefined;
}

/**
 * Why an interrupted run cannot go on; undefined where it can. Of a run there is one record with one writer, whose params
 * are those of its model.
 *
 * @returns the reason as a clause: `it has finished`
 */
export function whyNotResumed(store: RunStore, id: string, wanted: ResumedRun): string | undefined {
  const run = store.read(id);
  if (run === undefined) return 'it cannot be read any more';
  if (run.status === 'FINISHED') return 'it has finished';
  if (run.status === 'RUNNING' && !run.isGone) return 'another process is at work on it';
  const params = flattenParams(JSON.parse(JSON.stringify(wanted.params, tellFromRoot(wanted.root))));
  const other = [...Object.keys(params), ...Object.keys(run.params)].find((key) => params[key] !== run.params[key]);
  if (other !== undefined) return `its param ${other} is ${run.params[other] ?? 'not there'}`;
  if (wanted.experiment !== undefined && wanted.experiment !== run.experiment) {
    return run.experiment === null ? 'it has no experiment' : `its experiment is ${run.experiment}`;
  }
  return undefined;
}
