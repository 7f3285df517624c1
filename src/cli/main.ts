import { CommanderError } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { DiabetesError, isStopped, NegativeResult, type ExitCode } from '../foundation/errors.ts';
import { isBrokenPipe } from '../foundation/write-failure.ts';
import { createProcessContext } from './context.ts';
import { createProgram, helpLine } from './program.ts';

/** Runs the program for a process: the one place that sets its exit code. */
export async function runMain(process: NodeJS.Process): Promise<void> {
  process.exitCode = await main(createProcessContext(process));
}

/** Parses, runs, and turns whatever is thrown into one message and an exit code. */
export async function main(context: CommandContext): Promise<ExitCode> {
  try {
    const program = await createProgram(context);
    await program.parseAsync(context.argv, { from: 'user' });
    return 0;
  } catch (error) {
    return tell(hasStopped(context, error) ? context.signal.reason : error, context);
  }
}

/** Once the program was told to stop, what a step throws is only how it stopped. */
function hasStopped({ signal }: CommandContext, error: unknown): boolean {
  return signal.aborted && !isStopped(error);
}

async function tell(thrown: unknown, { argv, streams }: CommandContext): Promise<ExitCode> {
  // The reader of a pipe went away: it has all that it wanted.
  if (isBrokenPipe(thrown)) return 0;
  if (thrown instanceof NegativeResult) return thrown.exitCode;
  if (thrown instanceof CommanderError) {
    // Help or the version was asked for; or no command was given, and commander has shown what there is.
    if (thrown.exitCode === 0) return 0;
    if (thrown.code === 'commander.help' && !argv.includes('--json')) return 2;
  }
  const error = thrown instanceof CommanderError ? usageError(thrown, argv) : thrown;
  const { createOutput } = await import('../terminal/output.ts');
  await createOutput(streams, outputFlags(argv)).error(error);
  return error instanceof DiabetesError ? error.exitCode : 1;
}

/** commander's complaint in this program's form. */
function usageError({ message }: CommanderError, argv: readonly string[]): DiabetesError {
  if (message === '(outputHelp)') return new DiabetesError('USAGE', 'a command is missing', { hint: helpLine(argv) });
  const [complaint = '', ...suggestions] = message.replace(/^error: /, '').split('\n');
  const suggestion = suggestions.join(' ').replace(/^\((.*)\)$/, '$1');
  return new DiabetesError('USAGE', inHouseStyle(complaint), { hint: suggestion === '' ? helpLine(argv) : suggestion });
}

/** commander writes sentences; messages here are one clause after another, without a full stop at the end. */
function inHouseStyle(complaint: string): string {
  const clauses = complaint.replace(/\.$/, '').split('. ');
  return clauses.map((clause, i) => (i === 0 ? clause : clause.charAt(0).toLowerCase() + clause.slice(1))).join(': ');
}

/** --json and --verbose as they stand, since the arguments may not parse. */
function outputFlags(argv: readonly string[]): { readonly json: boolean; readonly verbose: boolean } {
  return { json: argv.includes('--json'), verbose: argv.includes('--verbose') || argv.some(hasVerboseLetter) };
}

/** `-v`, alone or among other letters: `-qv`. */
function hasVerboseLetter(argument: string): boolean {
  return /^-[a-z]*v[a-z]*$/.test(argument);
}
