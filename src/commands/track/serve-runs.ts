import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DiabetesError } from '../../foundation/errors.ts';
import { underLock } from '../../foundation/folder-lock.ts';
import type { ServerProcess } from '../../foundation/server-process.ts';
import { quantity } from '../../foundation/quantity.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import { createOutput } from '../../terminal/output.ts';
import { createProgress, type Progress } from '../../terminal/progress.ts';
import { renderUi } from '../../terminal/render-ui.ts';
import { createMlflowClient } from '../../tracking/mlflow/client.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';
import { projectRoot } from '../project-files.ts';
import { findMlflow } from './find-mlflow.ts';
import { followRuns } from './follow-runs.ts';
import { checkPort, startLocalMlflow, type LocalMlflow } from './mlflow-server.ts';
import { openInBrowser } from './open-in-browser.ts';

/** What `diabetes track ui` was asked to do. */
export interface UiOptions extends CommonOptions {
  readonly port: number;
  /** The Python that has MLflow. */
  readonly python?: string;
  readonly open: boolean;
}

/** How long a run that was just recorded waits until it is seen. */
const LOOK_AGAIN_MS = 5_000;

/** Starts the server, delivers to it, and stays until it is interrupted. */
export async function serveRuns(options: UiOptions, context: CommandContext): Promise<void> {
  const { streams, clock } = context;
  const program = await findMlflow(options.python, context);
  await checkPort(options.port);
  const folder = join(projectRoot(context), '.diabetes', 'mlflow');
  await underLock(folder, async () => {
    const progress = createProgress(streams, options);
    const stage = createStageRunner(progress.report, clock);
    try {
      const server = await stage('start', 'Starting MLflow', async () => {
        const value = await startLocalMlflow({ program, folder, port: options.port }, context);
        return { value, summary: value.url };
      });
      await withServer(server, { options, context, progress });
    } finally {
      progress.stop();
    }
  });
}

interface Serving {
  readonly options: UiOptions;
  readonly context: CommandContext;
  readonly progress: Progress;
}

async function withServer({ url, process: server }: LocalMlflow, serving: Serving): Promise<void> {
  const { options, context, progress } = serving;
  const { streams, clock, signal } = context;
  const client = createMlflowClient({ url }, { runProcess: context.runProcess });
  try {
    const deliver = followRuns(client, { root: projectRoot(context), report: progress.report, signal, clock });
    const results = await createStageRunner(progress.report, clock)('deliver', 'Delivering the runs', async () => {
      const value = await deliver();
      return { value, summary: quantity(value.length, 'run') };
    });
    progress.stop();
    const failed = results.filter(({ state }) => state === 'failed').length;
    const { version = 'of an unknown version' } = await client.server({ signal });
    const document = { schemaVersion: 1, command: 'track ui', url, version, runs: results.length, failed } as const;
    await createOutput(streams, options).result(document, renderUi);
    if (options.open) await openInBrowser(url, context);
    await stay(server, deliver, signal);
    if (!signal.aborted)
      throw new DiabetesError('TOOL_FAILED', 'mlflow server has ended by itself', {
        hint: 'What it said is in .diabetes/mlflow/server.log',
      });
  } finally {
    await client.close();
    await server.stop();
  }
}

/** Delivers what is recorded meanwhile, until the server ends or the program is told to. */
async function stay(server: ServerProcess, deliver: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  const isOver = (): boolean => server.hasEnded() || signal.aborted;
  while (!isOver()) {
    const pause = setTimeout(LOOK_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    await Promise.race([server.ended, pause]);
    if (isOver()) return;
    await deliver().catch((error: unknown) => {
      if (!isOver()) throw error;
    });
  }
}
