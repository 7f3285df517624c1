import { formatPercent } from '../../foundation/quantity.ts';
import type { IndicatorDrift } from '../../pipeline/monitoring/drift.ts';
import { formatScore } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html } from '../html.ts';
import { indicatorTitle } from '../../pipeline/workflows/evaluation-words.ts';
import type { RenderSection } from './source.ts';

const LEVEL_LOOKS: Readonly<Record<IndicatorDrift['level'], string>> = {
  stable: 'good',
  moderate: 'warning',
  large: 'bad',
};

/** How far these rows are from those that the model learnt from. */
export const driftSection: RenderSection = ({ document: { drift }, schema }) => {
  if (drift === undefined) return undefined;
  return html`<p>
      The population stability index compares the answers with those of the training rows: below 0.1 they are much the
      same, from 0.25 on they are others, and the model should be trained again. What chance may give among so few rows
      is called stable, too.
    </p>
    ${htmlTable(
      'Drift by indicator',
      [
        { title: 'Indicator', look: 'header', cell: ({ indicator }) => indicatorTitle(indicator, schema) },
        { title: 'Index', look: 'number', cell: ({ psi }) => formatScore(psi) },
        { title: 'Level', cell: ({ level }) => html`<span class="${LEVEL_LOOKS[level]}">${level}</span>` },
        { title: 'Unknown then', look: 'number', cell: ({ unknownThen }) => formatPercent(unknownThen) },
        { title: 'Unknown now', look: 'number', cell: ({ unknownNow }) => formatPercent(unknownNow) },
      ],
      drift.indicators,
    )}`;
};
