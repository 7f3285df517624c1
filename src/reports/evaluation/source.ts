import type { Manifest } from '../../pipeline/bundle/manifest.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import type { EvaluationDocument } from '../../pipeline/workflows/evaluation-result.ts';
import type { DrawnChart } from '../charts/chart.ts';
import type { Html } from '../html.ts';

/** What the page on an evaluation is made from. */
export interface EvaluationPageSource {
  readonly document: EvaluationDocument;
  readonly manifest: Manifest;
  readonly schema: SurveySchema;
}

/** Pictures by the names that `evaluationCharts` gives them. */
export type DrawnCharts = Readonly<Record<string, DrawnChart>>;

/** A part of the page; nothing where the document has nothing to say of it. */
export type RenderSection = (source: EvaluationPageSource, charts: DrawnCharts) => Html | undefined;

/** A title as it begins a line: `macro F1` is `Macro F1`. */
export function headTitle(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1);
}
