import { quantity } from '../foundation/quantity.ts';
import { shellPath } from './shell-words.ts';
import type { Style } from './style.ts';

/** What `track report --json` prints. */
export interface ReportDocument {
  readonly schemaVersion: 1;
  readonly command: 'track report';
  /** The page. */
  readonly out: string;
  readonly recorded: number;
  /** The ids of the runs on it, in their order. */
  readonly runs: readonly string[];
}

/** How many runs are compared where. */
export function renderReport(
  { out, runs, recorded }: ReportDocument,
  { style, cwd }: { readonly style: Style; readonly cwd: string },
): string {
  const which =
    runs.length < recorded ? `${runs.length} of ${quantity(recorded, 'run')}` : quantity(runs.length, 'run');
  return `${which} in ${style.strong(shellPath(out, cwd))}`;
}
