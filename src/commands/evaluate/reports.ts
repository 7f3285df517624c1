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

/** Writes all reports that are asked for, and says where they are. */
export async function writeReports(
  paths: ReportPaths,
  { cwd }: CommandContext,
  { document, bundle }: { readonly document: EvaluationDocument; readonly bundle: Bundle },
): Promise<readonly string[]> {
  const { manifest } = bundle;
  const { schema } = manifest;
  const files = new Map<string, string>();
  const add = (path: string | undefined, text: string): void => {
    if (path !== undefined) files.set(resolve(cwd, path), text);
  };
  if (paths.out !== undefined) {
    for (const [name, text] of renderMetricsAndPlots({ evaluation: document, manifest }))
      add(join(paths.out, name), text);
  }
  if (paths.report !== undefined) add(paths.report, await renderReport(document, bundle));
  if (paths.modelCard !== undefined) {
    const { renderModelCard } = await import('../../reports/model-card.ts');
    const provenance = await loadProvenance(bundle);
    add(paths.modelCard, renderModelCard({ document, manifest, ...(provenance === undefined ? {} : { provenance }) }));
  }
  if (paths.junit !== undefined) {
    const { renderEvaluationJunit } = await import('../../reports/evaluation-junit.ts');
    add(paths.junit, renderEvaluationJunit(document));
  }
  if (paths.markdown !== undefined) {
    const { renderEvaluationMarkdown } = await import('../../reports/evaluation-markdown.ts');
    add(paths.markdown, renderEvaluationMarkdown(document, schema));
  }
  await writeFiles('', files);
  return [...files.keys()];
}

/** Vega is loaded here and nowhere else: it takes longer than a small evaluation. */
async function renderReport(document: EvaluationDocument, { manifest }: Bundle): Promise<string> {
  const { evaluationCharts } = await import('../../reports/charts/evaluation-charts.ts');
  const { drawCharts } = await import('../../reports/draw-chart.ts');
  const { renderEvaluationPage } = await import('../../reports/evaluation-page.ts');
  const source = { document, manifest, schema: manifest.schema };
  return renderEvaluationPage(source, await drawCharts(evaluationCharts(source)));
}
