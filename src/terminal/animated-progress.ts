import type { Clock } from '../foundation/clock.ts';
import type { Reporter } from '../foundation/events.ts';
import { formatPercent, quantity } from '../foundation/quantity.ts';
import { formatBytes, formatScore } from './format.ts';
import { createEstimate, describeCompleted, describeRemaining, labelledLine, renderGauge } from './progress-text.ts';
import type { Spinner } from './spinner.ts';

const WIDE_COLUMNS = 100;

/** How an amount is told before one of the same unit, and by itself. */
const AMOUNTS = {
  byte: [formatBytes, formatBytes],
  row: [(rows: number) => rows.toLocaleString('en-US'), (rows: number) => quantity(rows, 'row')],
} as const;

/**
 * Draws events on a terminal: a spinner with the stage's title; beside it a bar, the validation loss and the time left
 * where there is a total; and one line that stays for each stage and notice.
 */
export function drawProgress(spinner: Spinner, clock: Clock, columns = WIDE_COLUMNS): Reporter {
  const { style } = spinner;
  const estimate = createEstimate(clock);
  const cells = columns < WIDE_COLUMNS ? 10 : 20;
  let title = '';
  let epoch: string | undefined;
  const showShare = (share: number, text = epoch ?? formatPercent(share)): void => {
    const left = style.muted(describeRemaining(estimate.remainingMs(share)));
    spinner.show(`${title}  ${renderGauge(share, cells, style)} ${text}${left}`);
  };
  const showAmount = (unit: 'byte' | 'row', done: number, total: number): void => {
    const [short, long] = AMOUNTS[unit];
    if (total > 0) showShare(done / total, `${short(done)} of ${long(total)}`);
    else spinner.show(`${title}  ${long(done)}`);
  };
  return (event) => {
    switch (event.type) {
      case 'stage-started':
        title = event.title;
        epoch = undefined;
        estimate.restart();
        spinner.show(title);
        break;
      case 'progress':
        if (event.unit !== undefined) showAmount(event.unit, event.done, event.total);
        else if (event.total > 0) showShare(event.done / event.total);
        break;
      case 'epoch-completed':
        if (event.isEarlier === true) break;
        epoch = ` epoch ${event.epoch}/${event.epochs}  validation ${formatScore(event.metrics.val_loss)}`;
        showShare(event.epoch / event.epochs);
        break;
      case 'stage-completed':
        spinner.hide();
        spinner.keep(style.good(style.unicode ? '✔' : '+'), labelledLine(event.stage, describeCompleted(event)));
        break;
      case 'rows-read':
        break;
      case 'notice':
        spinner.keep(style.warning('!'), labelledLine('note', event.message));
    }
  };
}
