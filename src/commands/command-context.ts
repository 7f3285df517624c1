import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../foundation/clock.ts';
import type { ProcessRunner } from '../foundation/process-runner.ts';
import type { TerminalStreams } from '../terminal/streams.ts';

/** Everything outside the program that a command may touch; made once, in `cli/context.ts`, and by tests. */
export interface CommandContext {
  /** The arguments behind the program's name. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The process's variables; a native library reads its settings from them. */
  readonly environment: Record<string, string | undefined>;
  /** The folder of the installed package: schema and synthesizer ship in it. */
  readonly packageRoot: string;
  /** This program's version. */
  readonly version: string;
  readonly stdin: Readable;
  /** For results that are streamed; everything else is written through `streams`. */
  readonly stdout: Writable;
  readonly streams: TerminalStreams;
  readonly clock: Clock;
  readonly runProcess: ProcessRunner;
  /** Aborts at the first interrupt with the error that ends the program. */
  readonly signal: AbortSignal;
  /** The memory that the process may use: the machine's, or the container's where that is less; in bytes. */
  readonly memoryBytes: () => Promise<number>;
  /** The most memory that the process has held so far, in bytes. */
  readonly peakMemoryBytes: () => number;
}
