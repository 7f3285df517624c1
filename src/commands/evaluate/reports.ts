import { join, resolve } from 'node:path';
import { writeFiles } from '../../foundation/write-files.ts';
import { loadProvenance, type Bundle } from '../../pipeline/bundle/load-bundle.ts';
import type { EvaluationDocument } from '../../pipeline/workflows/evaluation-result.ts';
import { renderMetricsAndPlots } from '../../reports/metrics-and-plots.ts';
import type { CommandContext } from '../command-context.ts';
import type { ReportPaths } from './report-paths.ts';

/** Whether a report is asked for that tells what the model goes by. */
export function wantsInspection({ report, modelCard }: ReportPaths): boolean {
  return report !== undefined || modelCard !== undefined;
}

/** The reports that were written: where they are, and their texts under the names that a run keeps them by. */
export interface WrittenReports {
  readonly paths: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

/** Writes all reports that are asked for. */
export async function writeReports(
  paths: ReportPaths,
  { cwd }: CommandContext,
  { document, bundle }: { readonly document: EvaluationDocument; readonly bundle: Bundle },
): Promise<WrittenReports> {
  const { manifest } = bundle;
  const { schema } = manifest;
  const texts = new Map<string, string>();
  const files = new Map<string, string>();
  const add = (path: string, name: string, text: string): void => {
    texts.set(resolve(cwd, path), text);
    files.set(name, text);
  };
  if (paths.out !== undefined) {
    for (const [name, text] of renderMetricsAndPlots({ evaluation: document, manifest }))
      add(join(paths.out, name), name, text);
  }
  if (paths.report !== undefined) add(paths.report, 'report.html', await renderReport(document, bundle));
  if (paths.modelCard !== undefined) {
    const { renderModelCard } = await import('../../reports/model-card.ts');
    const provenance = await loadProvenance(bundle);
    const card = renderModelCard({ document, manifest, ...(provenance === undefined ? {} : { provenance }) });
    add(paths.modelCard, 'model-card.md', card);
  }
  if (paths.junit !== undefined) {
    const { renderEvaluationJunit } = await import('../../reports/evaluation-junit.ts');
    add(paths.junit, 'gates.xml', renderEvaluationJunit(document));
  }
  if (paths.markdown !== undefined) {
    const { renderEvaluationMarkdown } = await import('../../reports/evaluation-markdown.ts');
    add(paths.markdown, 'summary.md', renderEvaluationMarkdown(document, schema));
  }
  await writeFiles('', texts);
  return { paths: [...texts.keys()], files };
}

/** Vega is loaded here and nowhere else: it takes longer than a small evaluation. */
async function renderReport(document: EvaluationDocument, { manifest }: Bundle): Promise<string> {
  const { evaluationCharts } = await import('../../reports/charts/evaluation-charts.ts');
  const { drawCharts } = await import('../../reports/draw-chart.ts');
  const { renderEvaluationPage } = await import('../../reports/evaluation-page.ts');
  const source = { document, manifest, schema: manifest.schema };
  return renderEvaluationPage(source, await drawCharts(evaluationCharts(source)));
}
