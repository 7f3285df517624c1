import type { Environment, TerminalStreams, TextStream } from '../../src/terminal/streams.ts';

export interface FakeStreams extends TerminalStreams {
  /** All that was written so far. */
  readonly written: { readonly stdout: () => string; readonly stderr: () => string };
}

/** Streams that keep what is written; as terminals they have what ora asks of one. */
export function fakeStreams({ isTTY = false, env = {} }: { isTTY?: boolean; env?: Environment } = {}): FakeStreams {
  const stdout: string[] = [];
  const stderr: string[] = [];
  return {
    stdout: fakeStream(stdout, isTTY),
    stderr: fakeStream(stderr, isTTY),
    env,
    written: { stdout: () => stdout.join(''), stderr: () => stderr.join('') },
  };
}

function fakeStream(written: string[], isTTY: boolean): TextStream {
  const write: TextStream['write'] = (text, done) => {
    written.push(text);
    done?.();
    return true;
  };
  if (!isTTY) return { write };
  const control = (): boolean => true;
  const terminal = { write, isTTY, columns: 80, clearLine: control, cursorTo: control, moveCursor: control };
  return Object.assign(terminal, { once: control, on: control, removeListener: control });
}
