import { metricTitle, MAIN_METRICS } from '../../pipeline/evaluation/metric-titles.ts';
import { formatScore } from '../format-figures.ts';
import type { ReportedRun, RunsPageSource } from '../runs/source.ts';
import type { Chart } from './chart.ts';
import { intervalRows } from './interval-rows.ts';
import { MOST_DRAWN, runLook } from './run-look.ts';
import { seriesLayer, type Series } from './series.ts';

/** The series of epochs in the order in which they are looked at, with what is good of them. */
const SERIES: Readonly<Record<string, readonly [title: string, caption: string]>> = {
  val_loss: ['Validation loss', 'Lower is better.'],
  val_macro_f1: ['Validation macro F1', 'Higher is better: all classes count the same.'],
  train_loss: ['Training loss', 'It is measured while answers are hidden at random.'],
  learning_rate: ['Learning rate', 'It is the same for runs whose schedules agree.'],
};

/** The epochs of all runs, one picture a series. */
export function epochCharts({ runs }: RunsPageSource): Readonly<Record<string, Chart>> {
  const drawn = runs.slice(0, MOST_DRAWN);
  const charts = Object.keys(SERIES).flatMap((key) => {
    const chart = epochChart(key, drawn, runs.length);
    return chart === undefined ? [] : [[`epochs_${key}`, chart] as const];
  });
  return Object.fromEntries(charts);
}

function epochChart(key: string, drawn: readonly ReportedRun[], runs: number): Chart | undefined {
  const series = drawn.flatMap(({ run, label }, place): readonly Series[] => {
    const values = run.series[key] ?? [];
    const points = values.map((y, i) => ({ x: i + 1, y }));
    return points.length === 0 ? [] : [{ name: label, points, ...runLook(place) }];
  });
  if (series.length === 0) return undefined;
  const epochs = Math.max(...series.map(({ points }) => points.length));
  const step = Math.ceil(epochs / 10);
  const ticks = Array.from({ length: epochs }, (_, i) => i + 1).filter((epoch) => epoch % step === 0);
  const [title, caption] = SERIES[key]!;
  const few = drawn.length < runs ? ` Drawn are the first ${drawn.length} of ${runs} runs.` : '';
  const told = series.map(({ name, points }) => `${name} ends at ${formatScore(points.at(-1)!.y)}`);
  return {
    title,
    caption: `${caption}${few}`,
    label: `${title} by epoch: ${told.join('; ')}.`,
    specification: {
      height: 220,
      layer: [
        seriesLayer(series, {
          x: {
            axis: { title: 'Epoch', values: ticks, tickCount: ticks.length, labelExpr: 'datum.value', grid: false },
            scale: { domain: epochs === 1 ? [0, 2] : [1, epochs] },
          },
          y: { axis: { title: null }, scale: { zero: false } },
          hasPoints: epochs <= 20,
          hasLegend: false,
        }),
      ],
    },
  };
}

/** The main metrics of all runs with their intervals, one picture a metric. */
export function metricCharts({ runs, classes }: RunsPageSource): Readonly<Record<string, Chart>> {
  const charts = MAIN_METRICS.flatMap((key) => {
    const measured = runs.filter(({ run }) => run.metrics[key] !== undefined);
    if (measured.length < 2) return [];
    const rows = measured.map(({ run, label: title }) => {
      const value = run.metrics[key]!;
      const [low, high] = run.intervals[key] ?? [value, value];
      return { title, value, words: formatScore(value, decimalsOf(key)), low, high, isMuted: false };
    });
    const title = metricTitle(key, classes);
    const chart: Chart = {
      title: title.charAt(0).toUpperCase() + title.slice(1),
      caption: 'Each dot is a run, with its 95 % interval where it was measured.',
      label: `${title}: ${rows.map((row) => `${row.title} ${row.words}`).join('; ')}.`,
      specification: intervalRows(rows, { mark: 'dot', axisTitle: null }),
    };
    return [[`metric_${key}`, chart] as const];
  });
  return Object.fromEntries(charts);
}

/** A calibration error is a hundredth where other metrics are tenths. */
function decimalsOf(key: string): number {
  return key.startsWith('ece_') ? 4 : 3;
}
