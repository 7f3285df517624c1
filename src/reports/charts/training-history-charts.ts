import type { EpochMetrics } from '../../foundation/events.ts';
import { formatScore } from '../format-figures.ts';
import { INK, type Chart } from './chart.ts';
import { seriesLayer, type Series } from './series.ts';

/** The losses of training and validation, epoch by epoch. */
export function lossChart(history: readonly EpochMetrics[]): Chart | undefined {
  return historyChart(history, {
    title: 'Loss',
    caption:
      'Lower is better; the training loss is measured while answers are hidden at random, so that it lies higher than that of the validation rows.',
    series: [
      { name: 'Validation', points: seriesOf(history, 'val_loss'), color: INK.first },
      { name: 'Training', points: seriesOf(history, 'train_loss'), color: INK.second, dash: [6, 3] },
    ],
  });
}

/** Macro F1 on the validation rows, epoch by epoch. */
export function macroF1Chart(history: readonly EpochMetrics[]): Chart | undefined {
  return historyChart(history, {
    title: 'Macro F1',
    caption: 'Higher is better: all classes count the same, however rare they are.',
    series: [{ name: 'Validation', points: seriesOf(history, 'val_macro_f1'), color: INK.first }],
  });
}

interface HistoryPicture extends Pick<Chart, 'title' | 'caption'> {
  readonly series: readonly Series[];
}

function historyChart(history: readonly EpochMetrics[], { title, caption, series }: HistoryPicture): Chart | undefined {
  if (history.length === 0) return undefined;
  const told = series.map(({ name, points }) => `${name} ${points.map(({ y }) => formatScore(y)).join(', ')}`);
  // Whole epochs alone are labelled, and few enough of them.
  const step = Math.ceil(history.length / 10);
  const ticks = history.map((_, i) => i + 1).filter((epoch) => epoch % step === 0);
  return {
    title,
    caption,
    label: `${title} by epoch: ${told.join('; ')}.`,
    specification: {
      height: 220,
      layer: [
        seriesLayer(series, {
          x: {
            axis: { title: 'Epoch', values: ticks, tickCount: ticks.length, labelExpr: 'datum.value', grid: false },
            scale: { domain: [1, history.length] },
          },
          y: { axis: { title: null }, scale: { zero: false } },
          hasPoints: history.length <= 20,
        }),
      ],
    },
  };
}

function seriesOf(history: readonly EpochMetrics[], key: keyof EpochMetrics): Series['points'] {
  return history.map((epoch, i) => ({ x: i + 1, y: epoch[key] }));
}
