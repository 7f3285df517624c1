import { quantity } from '../foundation/quantity.ts';
import type { Style } from './style.ts';

/** What `data synth --json` prints. */
export interface SynthDocument {
  readonly schemaVersion: 1;
  readonly command: 'data synth';
  readonly out: string;
  readonly rows: number;
  readonly seed: number;
  /** Whether each row has its class. */
  readonly labelled: boolean;
}

/** How many rows are where, and what they are not. */
export function renderSyntheticRows({ out, rows, labelled }: SynthDocument, style: Style): string {
  const made = quantity(rows, labelled ? 'synthetic row' : 'unlabelled synthetic row');
  return `${made} in ${style.strong(out)}: drawn from figures, nobody's answers`;
}
