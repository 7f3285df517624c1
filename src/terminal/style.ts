import { isColoured, isUnicode } from './streams.ts';
import type { TerminalStreams } from './streams.ts';

type Paint = (text: string) => string;

/** How text looks on one stream: colours by their meaning, and the characters that it can show. */
export interface Style {
  readonly strong: Paint;
  readonly muted: Paint;
  readonly accent: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
  /** Whether characters beyond ASCII may be drawn. */
  readonly unicode: boolean;
}

/** Text as it is. */
export function plainStyle(unicode: boolean): Style {
  const asItIs: Paint = (text) => text;
  return { strong: asItIs, muted: asItIs, accent: asItIs, good: asItIs, warning: asItIs, bad: asItIs, unicode };
}

/** The style of one of the streams; chalk is loaded only where there are colours. */
export async function loadStyle(streams: TerminalStreams, name: 'stdout' | 'stderr'): Promise<Style> {
  const unicode = isUnicode(streams.env);
  if (!isColoured(streams[name], streams.env)) return plainStyle(unicode);
  const { Chalk } = await import('chalk');
  // The 16 basic colours are those that the terminal's own theme keeps readable.
  const chalk = new Chalk({ level: 1 });
  return {
    strong: (text) => chalk.bold(text),
    muted: (text) => chalk.dim(text),
    accent: (text) => chalk.cyan(text),
    good: (text) => chalk.green(text),
    warning: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    unicode,
  };
}
