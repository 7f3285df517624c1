import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  checkReplaceable,
  replaceFolder,
  writeFileAtomically,
  type FolderKind,
} from '../../foundation/atomic-files.ts';
import type { PipelineEvent } from '../../foundation/events.ts';
import { quantity } from '../../foundation/quantity.ts';
import { createStageRunner } from '../../pipeline/workflows/stages.ts';
import { createOutput } from '../../terminal/output.ts';
import { createProgress } from '../../terminal/progress.ts';
import { renderExport } from '../../terminal/render-export.ts';
import { followJournal } from '../../tracking/delivery/follow-journal.ts';
import { writeFileStore } from '../../tracking/export/file-store.ts';
import type { ExportedRun } from '../../tracking/export/file-store-place.ts';
import type { RunStore } from '../../tracking/runs/run-store.ts';
import type { RunSummary } from '../../tracking/runs/run.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommonOptions } from '../common-options.ts';
import { exportPlace, type ExportPlace } from './export-place.ts';

/** By this file an export is told from a store that MLflow itself keeps. */
const MARK = 'diabetes-export.json';
const EXPORT_FOLDER: FolderKind = { names: ['mlruns', MARK], mark: MARK };

/** The experiment of runs that name none. */
const EXPERIMENT = 'diabetes';

interface ExportSource {
  readonly store: RunStore;
  readonly choose: () => Promise<readonly RunSummary[]>;
}

/** Writes runs as a file store, in a folder that is replaced as a whole, and says where it is. */
export async function exportFileStore(
  options: CommonOptions & { readonly out: string },
  context: CommandContext,
  { store, choose }: ExportSource,
): Promise<void> {
  const { streams, clock, cwd } = context;
  const place = await exportPlace(options.out, context);
  await checkReplaceable(place.folder, EXPORT_FOLDER);
  const runs = await choose();
  const progress = createProgress(streams, options);
  const told = new Set<string>();
  const warn = (message: string): void => {
    if (!told.has(message)) progress.report(warning(message));
    told.add(message);
  };
  try {
    await createStageRunner(progress.report, clock)('export', 'Writing the runs', async () => {
      await write(place, await readAll(runs, store), { report: progress.report, warn, context });
      return { value: undefined, summary: quantity(runs.length, 'run') };
    });
  } finally {
    progress.stop();
  }
  const { store: out, folder } = place;
  const document = { schemaVersion: 1, command: 'track export', to: 'mlruns', out, runs: runs.length, folder } as const;
  await createOutput(streams, options).result(document, (result, style) => renderExport(result, { style, cwd }));
}

interface Writing {
  readonly report: (event: PipelineEvent) => void;
  readonly warn: (message: string) => void;
  readonly context: CommandContext;
}

async function write({ folder, store }: ExportPlace, runs: readonly ExportedRun[], writing: Writing): Promise<void> {
  const { report, warn, context } = writing;
  const { signal, version } = context;
  const total = runs.length;
  const onRun = (done: number): void => {
    report({ type: 'progress', stage: 'export', done, total });
  };
  const fill = async (fresh: string): Promise<void> => {
    const inside = join(fresh, 'mlruns');
    await mkdir(inside);
    await writeFileStore(inside, runs, { experiment: EXPERIMENT, location: store, warn, onRun, signal });
    const mark = {
      formatVersion: 1,
      program: `diabetes-mlops ${version}`,
      runs: runs.map(({ recorded }) => recorded.start.id),
    };
    await writeFileAtomically(join(fresh, MARK), `${JSON.stringify(mark, null, 2)}\n`);
  };
  await replaceFolder(folder, fill, { kind: EXPORT_FOLDER });
}

async function readAll(runs: readonly RunSummary[], store: RunStore): Promise<readonly ExportedRun[]> {
  const read = runs.map(async ({ id }): Promise<readonly ExportedRun[]> => {
    const folder = store.folderOf(id);
    const { start, ...recorded } = await followJournal(folder).read();
    return start === null ? [] : [{ folder, recorded: { ...recorded, start } }];
  });
  return (await Promise.all(read)).flat();
}

function warning(message: string): PipelineEvent {
  return { type: 'notice', level: 'warning', code: 'export', message };
}
