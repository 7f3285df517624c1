import type { EpochMetrics } from '../../foundation/events.ts';
import { details, figures } from '../figures.ts';
import { formatScore } from '../format-figures.ts';
import { htmlTable } from '../html-table.ts';
import { html } from '../html.ts';
import type { RenderSection } from './source.ts';

/** How the training went. */
export const trainingSection: RenderSection = ({ manifest: { history } }, charts) => {
  if (history.length === 0) return undefined;
  const number = (title: string, key: keyof EpochMetrics, decimals: number) => ({
    title,
    look: 'number' as const,
    cell: ({ metrics }: { readonly metrics: EpochMetrics }) => formatScore(metrics[key], decimals),
  });
  const table = htmlTable(
    'Training by epoch',
    [
      { title: 'Epoch', look: 'number', cell: ({ epoch }) => epoch },
      number('Training loss', 'train_loss', 4),
      number('Validation loss', 'val_loss', 4),
      number('Macro F1', 'val_macro_f1', 4),
      number('Learning rate', 'learning_rate', 6),
    ],
    history.map((metrics, i) => ({ epoch: i + 1, metrics })),
  );
  return html`${figures([charts.loss, charts.macroF1])} ${details('The numbers', table)}`;
};
