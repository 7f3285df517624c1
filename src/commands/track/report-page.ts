import { basename, dirname, join, relative, sep } from 'node:path';
import type { GateResult } from '../../pipeline/evaluation/result.ts';
import { epochCharts, metricCharts } from '../../reports/charts/run-charts.ts';
import { drawCharts } from '../../reports/draw-chart.ts';
import { renderRunsPage } from '../../reports/runs-page.ts';
import type { ReportedRun, RunsPageSource } from '../../reports/runs/source.ts';
import { followJournal } from '../../tracking/delivery/follow-journal.ts';
import { shortIdLength } from '../../tracking/runs/find-run.ts';
import { isObject } from '../../tracking/runs/json-values.ts';
import type { RunStore } from '../../tracking/runs/run-store.ts';
import type { RunSummary } from '../../tracking/runs/run.ts';
import type { CommandContext } from '../command-context.ts';
import { projectRoot, readSchema } from '../project-files.ts';

interface ReportSource {
  readonly runs: readonly RunSummary[];
  readonly store: RunStore;
  /** Where the page will be: links lead on from there. */
  readonly path: string;
}

/** The page that compares some runs, with all that their journals say. */
export async function drawReport({ runs, store, path }: ReportSource, context: CommandContext): Promise<string> {
  const schema = await readSchema(context, undefined);
  const idLength = shortIdLength(store.ids);
  const reported: ReportedRun[] = [];
  for (const { id } of runs) {
    const run = store.read(id);
    if (run === undefined) continue;
    const { data, end } = await followJournal(store.folderOf(id)).read();
    const bundle = store.bundleOf(id);
    reported.push({
      run,
      shortId: id.slice(0, idLength),
      label: labelOf(run, runs, idLength),
      gates: gatesOf(end?.result.gates),
      dataName: data === null ? null : basename(data.name),
      bundlePath: bundle === null ? null : linkTo(join(projectRoot(context), bundle), path),
    });
  }
  const { target, disclaimer } = schema;
  const source: RunsPageSource = { runs: reported, recorded: store.ids.length, classes: target.classes, disclaimer };
  return renderRunsPage(source, await drawCharts({ ...epochCharts(source), ...metricCharts(source) }));
}

function labelOf({ id, name }: RunSummary, runs: readonly RunSummary[], idLength: number): string {
  const shortId = id.slice(0, idLength);
  if (name === null) return shortId;
  return runs.some((other) => other.id !== id && other.name === name) ? `${name} (${shortId})` : name;
}

/** A folder's address from a page on. */
function linkTo(folder: string, page: string): string {
  const steps = relative(dirname(page), folder).split(sep);
  return `${steps.map(encodeURIComponent).join('/')}/`;
}

/** The gates of a result, as far as they are told in the form of today. */
function gatesOf(gates: unknown): readonly GateResult[] {
  if (!Array.isArray(gates)) return [];
  return gates.filter((gate): gate is GateResult => {
    if (!isObject(gate)) return false;
    const { gate: text, passed, value, threshold } = gate;
    const hasFigures = (value === null || typeof value === 'number') && typeof threshold === 'number';
    return typeof text === 'string' && typeof passed === 'boolean' && hasFigures;
  });
}
