import { quantity } from '../foundation/quantity.ts';
import type { Style } from './style.ts';

/** What `track ui --json` prints once the server has all runs. */
export interface UiDocument {
  readonly schemaVersion: 1;
  readonly command: 'track ui';
  readonly url: string;
  /** MLflow's. */
  readonly version: string;
  readonly runs: number;
  /** How many of them could not be delivered. */
  readonly failed: number;
}

/** Where to look, and how it ends. */
export function renderUi({ url, version, runs, failed }: UiDocument, style: Style): string {
  const shown = quantity(runs - failed, 'run');
  const left = failed === 0 ? '' : `; ${failed} could not be delivered`;
  return [
    `MLflow ${version} shows ${shown} at ${style.strong(url)}${left}`,
    style.muted('Runs that are recorded meanwhile are added. Ctrl-C ends it.'),
  ].join('\n');
}
