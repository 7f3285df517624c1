import type { PartialDependence } from '../../pipeline/evaluation/result.ts';
import type { Manifest } from '../../pipeline/bundle/manifest.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import type { EvaluationResult } from '../../pipeline/workflows/evaluation-result.ts';
import type { Chart } from './chart.ts';
import { confusionChart } from './confusion-chart.ts';
import { decisionCurveChart } from './decision-curve-chart.ts';
import { importanceChart, PROBABILITY_LOSS, RANKING_LOSS } from './importance-chart.ts';
import { missingCalibrationChart, missingRankingChart } from './missing-answers-charts.ts';
import { partialDependenceChart } from './partial-dependence-chart.ts';
import { precisionRecallChart, rocChart } from './ranking-charts.ts';
import { reliabilityChart } from './reliability-chart.ts';
import { slicesCharts } from './slices-charts.ts';
import { lossChart, macroF1Chart } from './training-history-charts.ts';

/** What the pictures of an evaluation are made from. */
export interface EvaluationChartsSource {
  readonly document: EvaluationResult;
  readonly manifest: Pick<Manifest, 'history'>;
  readonly schema: SurveySchema;
}

/**
 * Every picture of an evaluation by its name; what there is nothing to draw of is left out. Groups of people are
 * `slices0`, `slices1`, …; partial dependence has `dependence:` and the indicator.
 */
export function evaluationCharts({ document, manifest, schema }: EvaluationChartsSource): Record<string, Chart> {
  const { importance = [], partialDependence = [], missing = [] } = document;
  const charts: Record<string, Chart | undefined> = {
    roc: rocChart(document),
    precisionRecall: precisionRecallChart(document),
    reliability: reliabilityChart(document),
    confusion: confusionChart(document),
    ...Object.fromEntries(slicesCharts(document, schema).map((chart, i) => [`slices${i}`, chart])),
    importanceRanking: importanceChart(importance, schema, RANKING_LOSS),
    importanceProbability: importanceChart(importance, schema, PROBABILITY_LOSS),
    ...dependenceCharts(partialDependence, schema),
    missingRanking: missingRankingChart(missing),
    missingCalibration: missingCalibrationChart(missing),
    decision: decisionCurveChart(document.curves.decision),
    loss: lossChart(manifest.history),
    macroF1: macroF1Chart(manifest.history),
  };
  return Object.fromEntries(Object.entries(charts).flatMap(([name, chart]) => (chart ? [[name, chart]] : [])));
}

/** All with one axis, so that they can be compared; an indicator that nobody answered has none. */
function dependenceCharts(all: readonly PartialDependence[], schema: SurveySchema): Record<string, Chart | undefined> {
  const most = Math.max(0.1, ...all.flatMap(({ points }) => points.map(({ anyProbability }) => anyProbability)));
  const top = Math.ceil(most * 10) / 10;
  return Object.fromEntries(
    all
      .filter(({ points }) => points.length > 0)
      .map((dependence) => {
        const indicator = schema.indicators.find(({ name }) => name === dependence.indicator);
        return [`dependence:${dependence.indicator}`, indicator && partialDependenceChart(dependence, indicator, top)];
      }),
  );
}
