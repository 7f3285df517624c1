/** Where text goes. On a terminal it is Node's own stream, which spinners need. */
export interface TextStream {
  /** Calls `done` when the text is written, with an error where it could not be. */
  readonly write: (text: string, done?: (error?: Error | null) => void) => unknown;
  readonly isTTY?: boolean | undefined;
  /** How many characters a line of the terminal holds. */
  readonly columns?: number | undefined;
  /** How many lines it shows. */
  readonly rows?: number | undefined;
}

/** All that the terminal layer knows of the process around it. */
export interface TerminalStreams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Whether what is written can be redrawn in place. */
export function isAnimated(stream: TextStream, env: Environment): boolean {
  // A terminal that was never given a size says 0: what takes no columns cannot be redrawn.
  return stream.isTTY === true && stream.columns !== 0 && env.TERM !== 'dumb';
}

/**
 * Whether text to this stream is coloured: on a terminal, unless NO_COLOR (https://no-color.org) says no, which wins
 * over everything; FORCE_COLOR says yes for a pipe, too, and `FORCE_COLOR=0` no.
 */
export function isColoured(stream: TextStream, env: Environment): boolean {
  if (isSet(env.NO_COLOR)) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isAnimated(stream, env);
}

/** Whether the locale's characters are UTF-8, by the variables of POSIX in their order of precedence. */
export function isUnicode(env: Environment): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(isSet);
  return /utf-?8/i.test(locale ?? '');
}

function isSet(variable: string | undefined): variable is string {
  return variable !== undefined && variable !== '';
}
