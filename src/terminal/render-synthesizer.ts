import type { SynthesisQuality } from '../pipeline/synthesis/synthesizer.ts';
import { formatPercent } from '../foundation/quantity.ts';
import type { Style } from './style.ts';
import { alignColumns } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** What `data fit-synth --json` prints. */
export interface FitSynthDocument {
  readonly schemaVersion: 1;
  readonly command: 'data fit-synth';
  readonly out: string;
  readonly quality: SynthesisQuality;
}

/** Where the figures are, how close the rows come that are made of them, and whether these are copies. */
export function renderSynthesizer({ out, quality }: FitSynthDocument, style: Style): string {
  const { marginalError, meanMarginalError, correlationError, copies, realCopies } = quality;
  const points = `${marginalError.toFixed(2)} percentage points off at worst, ${meanMarginalError.toFixed(2)} on average`;
  const facts = alignColumns([
    ['written', style.strong(out)],
    ['shares of answers', points],
    ['correlations', `${correlationError.toFixed(4)} off on average`],
    [
      'equal to a real row',
      `${formatPercent(copies)} of synthetic rows, ${formatPercent(realCopies)} of other real rows`,
    ],
  ]);
  return [...facts, wrapText(judge(quality))].join('\n');
}

function judge({ copies, realCopies }: SynthesisQuality): string {
  if (copies === 0) return 'No synthetic row has the answers of a real one.';
  if (copies <= realCopies) {
    return 'A synthetic row has the answers of a real one no more often than another real row has.';
  }
  return (
    'A synthetic row has the answers of a real one more often than another real row has: some rows may be copied. ' +
    'Fit to more rows before you pass on this file, or what it makes.'
  );
}
