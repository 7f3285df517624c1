import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';
import { createScreen } from './screen.ts';

const python = process.env.DIABETES_TEST_PYTHON ?? 'python3';
const PSEUDO_TERMINAL = fileURLToPath(new URL('../fixtures/pseudo-terminal.py', import.meta.url));

/** Why there is no terminal to run a program in, or undefined where there is one. */
export const missingTerminal =
  (await runCommand([python, '-c', 'import fcntl, pty, termios'])).exitCode === 0
    ? undefined
    : 'no python3 with pseudo terminals';

/** To end what hangs, and say what was to be seen then. */
const LONGEST_WAIT_MS = 40_000;

/** The bytes that a terminal sends for keys. */
export const KEYS = {
  enter: '\r',
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  left: '\u001b[D',
  backspace: '\u007f',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
  ctrlX: '\u0018',
  ctrlZ: '\u001a',
} as const;

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** A program that runs in a terminal; its standard output goes elsewhere. */
export interface Terminal {
  /** Waits until the terminal shows a text, or the program has ended without it: then it throws. */
  readonly see: (wanted: string) => Promise<void>;
  /** Presses keys, one of `KEYS` or what is typed. */
  readonly press: (...keys: readonly string[]) => void;
  readonly visible: () => readonly string[];
  /** Every line that is to be seen when one scrolls up. */
  readonly all: () => readonly string[];
  /** Everything that was written to the terminal, as it came. */
  readonly raw: () => string;
  readonly terminate: () => void;
  /** Takes the terminal away from the program. */
  readonly close: () => void;
  /** When the program is over. @throws Error where it left the terminal in another mode than it found */
  readonly ended: () => Promise<{ readonly exitCode: number; readonly stdout: string }>;
}

/** Runs a program in a terminal of 80 columns and 24 rows, or of another size. */
export function openTerminal(
  argv: readonly string[],
  { cwd, env, columns = 80, rows = 24 }: TerminalOptions,
): Terminal {
  const child = spawn(python, [PSEUDO_TERMINAL, String(columns), String(rows), ...argv], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const screen = createScreen(columns, rows);
  let raw = '';
  let isOver = false;
  const waiting = new Set<() => void>();
  const tellWaiting = (): void => {
    for (const tell of waiting) tell();
  };
  child.stdout.setEncoding('utf8').on('data', (shown: string) => {
    raw += shown;
    screen.write(shown);
    tellWaiting();
  });
  // A program may end without reading what was typed.
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close').then(([exitCode]) => {
    isOver = true;
    tellWaiting();
    return exitCode as number;
  });
  const complaints = text(child.stderr);
  const output = text(child.stdio[3] as Readable);
  const seen = (wanted: string) => screen.visible().join('\n').includes(wanted);
  return {
    see: (wanted) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
          if (seen(wanted)) resolve();
          else reject(new Error(`the program does not show ${wanted}:\n${screen.all().join('\n')}`));
        };
        const look = (): void => {
          if (seen(wanted) || isOver) stop();
        };
        const timer = setTimeout(stop, LONGEST_WAIT_MS);
        waiting.add(look);
        look();
      }),
    press: (...keys) => child.stdin.write(keys.join('')),
    visible: screen.visible,
    all: screen.all,
    raw: () => raw,
    terminate: () => child.kill('SIGTERM'),
    close: () => child.stdin.end(),
    ended: async () => {
      const [exitCode, stdout, complaint] = await Promise.all([closed, output, complaints]);
      if (complaint !== '') throw new Error(complaint);
      return { exitCode, stdout };
    },
  };
}
