import { isBrokenPipe, writeFailure } from '../foundation/write-failure.ts';
import { describeError, renderError } from './render-error.ts';
import type { TerminalStreams, TextStream } from './streams.ts';
import { loadStyle } from './style.ts';
import type { Style } from './style.ts';

export interface OutputOptions {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** How a command ends: with its result on stdout, or with an error on stderr. */
export interface Output {
  /**
   * Writes the document as one line of JSON, or what `render` makes of it for a person; an empty text is not written.
   *
   * @throws DiabetesError WRITE_FAILED where it cannot be written
   */
  readonly result: <T extends object>(document: T, render: (document: T, style: Style) => string) => Promise<void>;
  /** Writes what was thrown, with its hint and details. Whatever animates stderr must have stopped. */
  readonly error: (error: unknown) => Promise<void>;
}

/** The output of one command. */
export function createOutput(streams: TerminalStreams, { json, verbose }: OutputOptions): Output {
  return {
    result: async (document, render) => {
      const text = json ? JSON.stringify(document) : render(document, await loadStyle(streams, 'stdout'));
      if (text !== '') await writeResult(streams.stdout, text.endsWith('\n') ? text : `${text}\n`);
    },
    error: async (error) => {
      const description = describeError(error, verbose);
      const text = json ? JSON.stringify(description) : renderError(description, await loadStyle(streams, 'stderr'));
      streams.stderr.write(`${text}\n`);
    },
  };
}

/** A result that cannot be written is a failure of the command, unlike a line of progress; one that nobody reads is none. */
async function writeResult(stream: TextStream, text: string): Promise<void> {
  const error = await new Promise<Error | null | undefined>((resolve) => stream.write(text, resolve));
  if (error != null && !isBrokenPipe(error)) throw writeFailure('the result to standard output', error);
}
