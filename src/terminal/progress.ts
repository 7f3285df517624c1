import { systemClock } from '../foundation/clock.ts';
import type { Clock } from '../foundation/clock.ts';
import type { PipelineEvent, Reporter } from '../foundation/events.ts';
import { drawProgress } from './animated-progress.ts';
import { createEstimate, describeCompleted, describeEpoch, describeRemaining, labelledLine } from './progress-text.ts';
import { loadSpinner } from './spinner.ts';
import type { Spinner } from './spinner.ts';
import { isAnimated } from './streams.ts';
import type { TerminalStreams, TextStream } from './streams.ts';

export interface ProgressOptions {
  readonly json: boolean;
  /** Only warnings are told. */
  readonly quiet: boolean;
  readonly clock?: Clock;
}

/** Tells on stderr what the pipeline does. */
export interface Progress {
  readonly report: Reporter;
  /** Ends all animation; to be called before anything else is written to the terminal, and at the end. */
  readonly stop: () => void;
}

/** JSON Lines under `json`, animation on a terminal, plain lines elsewhere. */
export function createProgress(
  streams: TerminalStreams,
  { json, quiet, clock = systemClock }: ProgressOptions,
): Progress {
  const write = json ? writeJsonLines(streams.stderr, clock) : writeLines(streams.stderr, clock);
  const stop = (): void => undefined;
  if (quiet) return { report: onlyNotices(write), stop };
  if (json || !isAnimated(streams.stderr, streams.env)) return { report: write, stop };
  return animate(streams, clock, write);
}

/** Draws with a spinner as soon as it is loaded; what is told before waits, what is told after the end is a plain line. */
function animate(streams: TerminalStreams, clock: Clock, write: Reporter): Progress {
  const waiting: PipelineEvent[] = [];
  let spinner: Spinner | undefined;
  let report: Reporter | undefined;
  const goOnWith = (reporter: Reporter): void => {
    report = reporter;
    waiting.splice(0).forEach(reporter);
  };
  const draw = (loaded: Spinner): void => {
    if (report !== undefined) return;
    spinner = loaded;
    goOnWith(drawProgress(loaded, clock, streams.stderr.columns));
  };
  const stop = (): void => {
    spinner?.hide();
    goOnWith(write);
  };
  return {
    report: (event) => {
      if (report !== undefined) report(event);
      else if (waiting.push(event) === 1) loadSpinner(streams).then(draw, stop);
    },
    stop,
  };
}

function onlyNotices(report: Reporter): Reporter {
  return (event) => {
    if (event.type === 'notice') report(event);
  };
}

function writeJsonLines(stream: TextStream, clock: Clock): Reporter {
  return (event) => {
    stream.write(`${JSON.stringify({ ...event, time: new Date(clock.now()).toISOString() })}\n`);
  };
}

/** One line for each stage, epoch and notice, when it is over. */
function writeLines(stream: TextStream, clock: Clock): Reporter {
  const estimate = createEstimate(clock);
  const lineFor = (event: PipelineEvent): string | undefined => {
    switch (event.type) {
      case 'stage-started':
        estimate.restart();
        return undefined;
      case 'stage-completed':
        return labelledLine(event.stage, describeCompleted(event));
      case 'epoch-completed':
        if (event.isEarlier === true) return undefined;
        return describeEpoch(event) + describeRemaining(estimate.remainingMs(event.epoch / event.epochs));
      case 'notice':
        return labelledLine('note', event.message);
      case 'progress':
      case 'rows-read':
        return undefined;
    }
  };
  return (event) => {
    const line = lineFor(event);
    if (line !== undefined) stream.write(`${line}\n`);
  };
}
