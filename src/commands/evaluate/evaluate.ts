import { Command } from 'commander';
import { NegativeResult } from '../../foundation/errors.ts';
import type { CommandContext } from '../command-context.ts';
import { addCommonOptions, addExamples, commonOptionsOf } from '../common-options.ts';
import { collect, givenPath, IGNORE_COLUMN, MODEL, OFFLINE, wholeNumber } from '../option-values.ts';
import { addRunOptions, RUN_DEFAULTS, runLabels } from '../recording/run-options.ts';
import type { EvaluateOptions } from './options.ts';

type RunEvaluate = (options: EvaluateOptions, context: CommandContext) => Promise<void>;

/** As wide as lines are where nobody says how wide the terminal is. */
const DEFAULT_WIDTH = 100;

/** `diabetes evaluate`: how good a saved model is, how sure that is, for whom it is worse, and whether it may ship. */
export function createEvaluateCommand(context: CommandContext, run: RunEvaluate = runEvaluate): Command {
  const command = new Command('evaluate')
    .description(
      'Say how good a saved model is on labelled rows, how sure that is, for whom it is worse, and whether it may ship. ' +
        'It ends with 4 where a gate is not met.',
    )
    .option(...MODEL)
    .option(...OFFLINE)
    .option('--data <path>', 'labelled rows (default: those of its own rows that training kept for testing)', givenPath)
    .option(...IGNORE_COLUMN)
    .option('--baseline <ref>', 'another model, to be compared with on the same rows', givenPath)
    .option('--slice <indicators>', "tell metrics apart by sex, or by 'age*income'; may be repeated", collect)
    .option('--gate <condition>', "what must hold, as in 'macro_f1>=0.46'; may be repeated", collect)
    .option('--max-drop <metric=number>', 'how much worse than the baseline a metric may be; may be repeated', collect)
    .option('--inspect', 'ask what the model goes by, and how it bears unknown answers; reports do so, too')
    .option('--resamples <n>', 'how many resamples the intervals come from (default: 1000)', wholeNumber)
    .option('--seed <n>', 'set evaluate.seed', wholeNumber)
    .option('--out <dir>', 'write metrics.json and plots for DVC', givenPath)
    .option('--report <file>', 'write an HTML page', givenPath)
    .option('--model-card <file>', 'write a model card in Markdown', givenPath)
    .option('--junit <file>', 'write the gates as JUnit XML', givenPath)
    .option('--markdown <file>', 'write a summary in Markdown, as for a pull request', givenPath)
    .option('--config <file>', 'another params.yaml', givenPath);
  addRunOptions(command);
  addCommonOptions(command);
  addExamples(command, [
    ['diabetes evaluate', 'Evaluate the model in models/diabetes on its own test rows'],
    ["diabetes evaluate --slice sex --gate 'macro_f1>=0.46' --junit gates.xml", 'Decide in CI whether it may ship'],
    ['diabetes evaluate --data survey-2016.csv --report report.html', 'See how it does on another year'],
    ['diabetes evaluate --baseline models/before --max-drop roc_auc_any=0.005', 'Compare it with the one before'],
  ]);
  return command.action(async (options: Partial<EvaluateOptions>) => {
    const defaults = { ignoreColumn: [], slice: [], gate: [], maxDrop: [], inspect: false, offline: false };
    await run({ ...RUN_DEFAULTS, ...defaults, ...options, ...commonOptionsOf(command) }, context);
  });
}

/**
 * Evaluates as a recorded run, writes the reports that are asked for, and shows the result.
 *
 * @throws NegativeResult 4 where a gate is not met
 */
export async function runEvaluate(options: EvaluateOptions, context: CommandContext): Promise<void> {
  const { createOutput } = await import('../../terminal/output.ts');
  const { createProgress } = await import('../../terminal/progress.ts');
  const { renderEvaluation } = await import('../../terminal/render-evaluation.ts');
  const { protectedPaths, resolveInputs } = await import('./inputs.ts');
  const { resolveQuestions } = await import('./questions.ts');
  const { checkReportPaths } = await import('./report-paths.ts');
  const { evaluateAndRecord } = await import('./recorded.ts');
  const { streams } = context;
  const labels = await runLabels(options);
  const inputs = await resolveInputs(options, context);
  const { schema } = inputs.bundle.manifest;
  const params = await resolveQuestions(options, context, schema);
  await checkReportPaths(options, context.cwd, protectedPaths(inputs, options, context));
  const progress = createProgress(streams, options);
  try {
    const { report } = progress;
    const document = await evaluateAndRecord({ options, inputs, params, labels, report }, context);
    progress.stop();
    const look = { schema, width: streams.stdout.columns ?? DEFAULT_WIDTH, all: options.verbose };
    await createOutput(streams, options).result(document, (_, style) => renderEvaluation(document, { ...look, style }));
    if (!document.passed) throw new NegativeResult(4);
  } finally {
    progress.stop();
  }
}
