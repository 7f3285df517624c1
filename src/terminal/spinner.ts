import { isUnicode } from './streams.ts';
import type { TerminalStreams } from './streams.ts';
import { loadStyle } from './style.ts';
import type { Style } from './style.ts';

/** The one line of a terminal that is redrawn, and the lines that stay above it. */
export interface Spinner {
  readonly style: Style;
  /** Spins before `text`, in place of what it said so far. */
  readonly show: (text: string) => void;
  /** Writes a line that stays; the spinner goes on below it if it was shown. */
  readonly keep: (symbol: string, text: string) => void;
  /** Removes the redrawn line. */
  readonly hide: () => void;
}

/** Loads ora and gives a spinner on stderr, which must be a terminal. */
export async function loadSpinner(streams: TerminalStreams): Promise<Spinner> {
  const [{ default: ora }, style] = await Promise.all([import('ora'), loadStyle(streams, 'stderr')]);
  const spinner = ora({
    // A terminal's stream is Node's own: see TextStream.
    stream: streams.stderr as unknown as NodeJS.WriteStream,
    isEnabled: true,
    // Raw input would take Ctrl-C away from the program.
    discardStdin: false,
    color: false,
    spinner: isUnicode(streams.env) ? 'dots' : 'line',
  });
  return {
    style,
    show: (text) => {
      spinner.text = text;
      spinner.start();
    },
    keep: (symbol, text) => {
      const wasShown = spinner.isSpinning;
      const shown = spinner.text;
      spinner.stopAndPersist({ symbol, text });
      if (wasShown) spinner.start(shown);
    },
    hide: () => {
      spinner.stop();
    },
  };
}
