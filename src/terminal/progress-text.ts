import type { Clock } from '../foundation/clock.ts';
import type { PipelineEvent } from '../foundation/events.ts';
import { renderBar } from './bars.ts';
import { formatDuration, formatScore } from './format.ts';
import type { Style } from './style.ts';

type Epoch = Extract<PipelineEvent, { type: 'epoch-completed' }>;

/** The first column: as wide as the longest stage and a gap. */
const LABEL_WIDTH = 'calibrate'.length + 2;

/** A line under a label: `read       253,680 rows in 0.4 s`. */
export function labelledLine(label: string, text: string): string {
  return label.padEnd(LABEL_WIDTH) + text;
}

/** What a stage did and how long it took. */
export function describeCompleted({
  summary,
  durationMs,
}: Extract<PipelineEvent, { type: 'stage-completed' }>): string {
  return `${summary} in ${formatDuration(durationMs)}`;
}

/** Where training stands after an epoch: `epoch 3/8  train 0.401  validation 0.395`. */
export function describeEpoch({ epoch, epochs, metrics }: Epoch): string {
  const losses = `train ${formatScore(metrics.train_loss)}  validation ${formatScore(metrics.val_loss)}`;
  return labelledLine(`epoch ${epoch}/${epochs}`, losses);
}

/** The time that is left in whole seconds, with a gap before it; nothing where it is not known or over. */
export function describeRemaining(remainingMs: number | undefined): string {
  if (remainingMs === undefined || remainingMs === 0) return '';
  const seconds = Math.max(1, Math.round(remainingMs / 1000));
  return `  eta ${seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000)}`;
}

/** A bar between thin edges. */
export function renderGauge(share: number, cells: number, style: Style): string {
  const [left, right] = style.unicode ? ['▕', '▏'] : ['[', ']'];
  return style.muted(left) + style.accent(renderBar(share, cells, style)) + style.muted(right);
}

/** How long the rest of a stage takes if it goes on as it did so far. */
export interface Estimate {
  readonly restart: () => void;
  /** Milliseconds left after `share` (0 to 1) is done, or undefined at the beginning. */
  readonly remainingMs: (share: number) => number | undefined;
}

/** An estimate that begins now. */
export function createEstimate(clock: Clock): Estimate {
  let startedMs = clock.elapsed();
  return {
    restart: () => {
      startedMs = clock.elapsed();
    },
    remainingMs: (share) => (share > 0 ? ((clock.elapsed() - startedMs) * (1 - share)) / share : undefined),
  };
}
