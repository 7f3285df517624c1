import { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { addCommonOptions, addExamples } from '../commands/common-options.ts';
import { addHelpCommand } from './help-command.ts';

/** A command is made to run, or to be described: then as it is in any folder, whatever model is there. */
type Purpose = 'run' | 'describe';

/** A command as the program's help shows it, and how it is made when it is the one that was asked for. */
interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** The commands below it. */
  readonly below?: readonly string[];
  readonly create: (context: CommandContext, purpose: Purpose) => Promise<Command>;
}

/** Every command. Only the one that was asked for is loaded: the others cost nothing at the start. */
const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'write what a project of your own needs',
    create: async (context) => (await import('../commands/init/init.ts')).createInitCommand(context),
  },
  {
    name: 'train',
    summary: 'train a model on labelled rows',
    create: async (context) => (await import('../commands/train.ts')).createTrainCommand(context),
  },
  {
    name: 'evaluate',
    summary: 'say how good a model is, for whom, and whether it may ship',
    create: async (context) => (await import('../commands/evaluate/evaluate.ts')).createEvaluateCommand(context),
  },
  {
    name: 'predict',
    summary: 'predict the risk of one person or of each in a file',
    create: async (context, purpose) => {
      const { loadPredictModel, noModel } = await import('../commands/predict/model.ts');
      const { createPredictCommand } = await import('../commands/predict/predict.ts');
      return createPredictCommand(context, await (purpose === 'run' ? loadPredictModel(context) : noModel(context)));
    },
  },
  {
    name: 'track',
    summary: 'list, show, compare and promote recorded runs',
    below: 'list show diff best report reap sync promote rollback models open ui export'.split(' '),
    create: async (context) => (await import('../commands/track/track.ts')).createTrackCommand(context),
  },
  {
    name: 'data',
    summary: 'get, check, divide, make and version labelled rows',
    below: ['pull', 'check', 'split', 'synth', 'fit-synth', 'version', 'push', 'fetch', 'status'],
    create: async (context) => (await import('../commands/data/data.ts')).createDataCommand(context),
  },
  {
    name: 'doctor',
    summary: 'check this machine and this project',
    create: async (context) => (await import('../commands/doctor/doctor.ts')).createDoctorCommand(context),
  },
  {
    name: 'completion',
    summary: 'print a script that completes commands in bash, zsh or fish',
    create: async (context) => {
      const { createCompletionCommand } = await import('../commands/completion/completion.ts');
      return createCompletionCommand(context, () =>
        assembleProgram(context, ({ create }) => create(context, 'describe')),
      );
    },
  },
];

const WIDEST_HELP = 100;

/** The whole command line as a commander program that throws instead of ending the process. */
export async function createProgram(context: CommandContext): Promise<Command> {
  const asked = askedCommand(context.argv);
  return assembleProgram(context, ({ name, create }) => (name === asked ? create(context, 'run') : new Command(name)));
}

async function assembleProgram(
  context: CommandContext,
  make: (entry: CommandEntry) => Command | Promise<Command>,
): Promise<Command> {
  const program = createRoot(context);
  for (const entry of COMMANDS) program.addCommand((await make(entry)).summary(entry.summary));
  addHelpCommand(program);
  for (const command of program.commands) inherit(command, program);
  return program;
}

function createRoot({ argv, streams, version }: CommandContext): Command {
  const program = new Command('diabetes')
    .description('Diabetes risk from a health survey: train a model on labelled answers, and ask it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help for a command')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => (argv.includes('--json') ? undefined : streams.stderr.write(text)),
      // Errors are drawn by `main`, in one form for all.
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(WIDEST_HELP, streams.stdout.columns ?? WIDEST_HELP),
      getErrHelpWidth: () => Math.min(WIDEST_HELP, streams.stderr.columns ?? WIDEST_HELP),
    });
  addCommonOptions(program);
  return addExamples(program, [
    ['diabetes train', 'Train a model'],
    ['diabetes predict --age 52 --bmi 31', 'Ask it about one person'],
    ['diabetes predict --help', 'See all answers that it understands'],
  ]);
}

/** The command line that shows help for what was asked. */
export function helpLine(argv: readonly string[]): string {
  const [asked, below] = argv.filter((argument) => !argument.startsWith('-'));
  const entry = COMMANDS.find(({ name }) => name === asked);
  if (entry === undefined) return 'diabetes --help';
  const isBelow = below !== undefined && entry.below?.includes(below) === true;
  return `diabetes ${entry.name}${isBelow ? ` ${below}` : ''} --help`;
}

/** The first argument that is no option; `help train` asks for train. */
function askedCommand(argv: readonly string[]): string | undefined {
  const [first, second] = argv.filter((argument) => !argument.startsWith('-'));
  return first === 'help' ? second : first;
}

function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  if (command.commands.length > 0) addHelpCommand(command);
  for (const child of command.commands) inherit(child, command);
}
