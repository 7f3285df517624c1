import { formatPercent } from '../foundation/quantity.ts';
import type { ColumnSummary } from '../pipeline/checking/data-check.ts';
import { renderBar } from './bars.ts';
import { renderSparkline } from './sparkline.ts';
import type { Style } from './style.ts';
import { alignColumns } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** How a report is drawn. */
export interface DataCheckLook {
  readonly style: Style;
  /** How many characters a line may have. */
  readonly width: number;
}

const BAR_CELLS = 8;
const GAP = 2;

/** Each column's answers: those of yes or no as a share, the others as a histogram with their figures below. */
export function renderCheckedColumns(columns: readonly ColumnSummary[], look: DataCheckLook): readonly string[] {
  const binary = columns.filter(({ type }) => type === 'binary');
  const others = columns.filter(({ type }) => type !== 'binary');
  const gap = binary.length > 0 && others.length > 0 ? [''] : [];
  return [...renderShares(binary, look), ...gap, ...renderHistograms(others, look)];
}

function renderShares(columns: readonly ColumnSummary[], { style }: DataCheckLook): readonly string[] {
  const rows = columns.map((column) => {
    const yes = column.bins.find(({ from }) => from === 1)!;
    const head = [column.name, style.muted(column.title), style.accent(renderBar(yes.share, BAR_CELLS, style))];
    return [...head, formatPercent(yes.share), column.known === 0 ? column.words : yes.words + unknownWords(column)];
  });
  return alignColumns(rows, ['left', 'left', 'left', 'right']);
}

function renderHistograms(columns: readonly ColumnSummary[], { style, width }: DataCheckLook): readonly string[] {
  const margin = Math.max(...columns.map(({ name }) => name.length)) + GAP;
  const heads = alignColumns(
    columns.map(({ name, title, bins }) => [name, style.muted(title), style.accent(renderSparkline(bins, style))]),
  );
  return columns.flatMap((column, i) => [
    heads[i]!,
    ...wrapText(column.words + unknownWords(column), width - margin)
      .split('\n')
      .map((line) => ' '.repeat(margin) + line),
  ]);
}

function unknownWords({ unknown, unknownShare, known }: ColumnSummary): string {
  return unknown === 0 || known === 0 ? '' : ` · ${formatPercent(unknownShare)} unknown`;
}
