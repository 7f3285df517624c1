import type { Command } from 'commander';
import { DiabetesError } from '../../foundation/errors.ts';
import type { RunTags } from '../../tracking/run-journal.ts';
import { pairsLike, wholeNumber } from '../option-values.ts';

/** How a run is recorded: what `train` and `evaluate` have in common. */
export interface RunOptions {
  /** Whether it is recorded below .diabetes/runs. */
  readonly track: boolean;
  readonly experiment?: string;
  readonly runName?: string;
  readonly tag: readonly (readonly [key: string, value: string])[];
  /** How many seconds its delivery may take at the end; 5 when absent. */
  readonly deliverTimeout?: number;
}

/** What holds where nothing is said. */
export const RUN_DEFAULTS = { track: true, tag: [] } as const;

/** Adds --experiment, --run-name, --tag, --deliver-timeout and --no-track. */
export function addRunOptions(command: Command): Command {
  return command
    .option('--experiment <name>', 'the MLflow experiment that the run belongs to (default: diabetes)')
    .option('--run-name <name>', 'what people call the run')
    .option('--tag <key=value>', 'say something about the run; may be repeated', pairsLike('team=heart'))
    .option(
      '--deliver-timeout <seconds>',
      'how long to wait at the end for the delivery to MLflow; 0 leaves it to `diabetes track sync` (default: 5)',
      wholeNumber,
    )
    .option('--no-track', 'do not record this run below .diabetes/runs');
}

/** What a person says of a run. */
export interface RunLabels {
  readonly tags: RunTags;
  readonly experiment?: string;
}

/** What the program records as it was; nobody may say otherwise. */
const OWN = ['program', 'node', 'seed', 'split_seed', 'backend', 'error'];

/** By tags of this prefix runs and models are found again on the server. */
const OWN_PREFIX = 'diabetes.';

/**
 * What the options say of a run, held to MLflow's rules before any work begins: a name that its server refuses would be lost.
 *
 * @throws DiabetesError USAGE
 */
export async function runLabels({ experiment, runName, tag }: RunOptions): Promise<RunLabels> {
  if (experiment === undefined && runName === undefined && tag.length === 0) return { tags: {} };
  const { checkExperimentName, checkRunName, MAX_TAG_LENGTH, pairsOf } = await import('../../tracking/mlflow/keys.ts');
  const tags = Object.fromEntries(tag);
  const own = Object.keys(tags).find((key) => OWN.includes(key) || key.startsWith(OWN_PREFIX));
  if (own !== undefined) throw refused(`--tag ${own} is the program's own`, '--tag');
  orRefused('--tag', () => pairsOf(tags, 'tag', MAX_TAG_LENGTH));
  if (runName !== undefined) tags['mlflow.runName'] = orRefused('--run-name', () => checkRunName(runName));
  if (experiment === undefined) return { tags };
  return { tags, experiment: orRefused('--experiment', () => checkExperimentName(experiment)) };
}

function orRefused<T>(option: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error), option, error);
  }
}

function refused(message: string, option: string, cause?: unknown): DiabetesError {
  return new DiabetesError('USAGE', message, { hint: `Correct ${option}; nothing was done.`, cause });
}
