import { Command } from 'commander';
import { NegativeResult } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import { createOutput } from '../../terminal/output.ts';
import { createProgress } from '../../terminal/progress.ts';
import { renderDoctor, type DoctorDocument } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf, type CommonOptions } from '../common-options.ts';
import { BACKEND_CHECKS, SPEED_CHECK } from './backend-checks.ts';
import { perform, type CheckOptions } from './check.ts';
import { MACHINE_CHECKS } from './machine-checks.ts';
import { MODEL_CHECK } from './model-check.ts';
import { PROJECT_CHECKS } from './project-checks.ts';
import { TOOL_CHECKS } from './tool-checks.ts';
import { TRACKING_CHECK } from './tracking-check.ts';

/** What `diabetes doctor` was asked to do. */
export interface DoctorOptions extends CommonOptions, CheckOptions {}

type RunDoctor = (options: DoctorOptions, context: CommandContext) => Promise<void>;

/** In the order in which they are shown; they are done at the same time. */
const CHECKS = [...MACHINE_CHECKS, ...PROJECT_CHECKS, MODEL_CHECK, ...TOOL_CHECKS, TRACKING_CHECK, ...BACKEND_CHECKS];

/** `diabetes doctor`: what this machine and this project have, and what to do about what they lack. */
export function createDoctorCommand(context: CommandContext, run: RunDoctor = runDoctor): Command {
  const command = new Command('doctor')
    .description(
      'Check this machine and this project: each check is ok, a note (nothing needs it), or a problem with its fix. ' +
        'The exit code is 1 where there is a problem.',
    )
    .option('--online', 'ask the MLflow server and AWS, too');
  addCommonOptions(command);
  addExamples(command, [['diabetes doctor --online', 'See whether the servers answer, too']]);
  return command.action(async ({ online = false }: Partial<DoctorOptions>) => {
    await run({ online, ...commonOptionsOf(command) }, context);
  });
}

/**
 * Does all checks and shows what they found.
 *
 * @throws NegativeResult behind the document, where there is a problem
 */
export async function runDoctor(options: DoctorOptions, context: CommandContext): Promise<void> {
  const progress = createProgress(context.streams, options);
  const work = { context, options };
  try {
    const stage = createStageRunner(progress.report, context.clock);
    const checks = await stage('check', 'Checking', async () => {
      const found = await Promise.all(CHECKS.map((check) => perform(check, work)));
      const value = [...found, await perform(SPEED_CHECK, work)];
      return { value, summary: quantity(value.length, 'check') };
    });
    context.signal.throwIfAborted();
    progress.stop();
    const ok = checks.every(({ state }) => state !== 'problem');
    const document: DoctorDocument = { schemaVersion: 1, command: 'doctor', checks, ok };
    await createOutput(context.streams, options).result(document, renderDoctor);
    if (!ok) throw new NegativeResult(1);
  } finally {
    progress.stop();
  }
}
