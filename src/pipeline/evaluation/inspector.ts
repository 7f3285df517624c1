import { createImportance } from './importance.ts';
import { createMissingAnswers } from './missing-answers.ts';
import { createPartialDependence } from './partial-dependence.ts';
import type { Bootstrap, IndicatorImportance, MissingAnswers, PartialDependence } from './result.ts';
import { createVariantMeasurer } from './variant-measurer.ts';
import type { InspectedRows } from './variants.ts';

/** What a model goes by, and how it bears unknown answers: questions that do not depend on what was asked before. */
export interface Inspector {
  /** Of the indicator at a place in the schema. */
  readonly importance: (indicator: number) => IndicatorImportance;
  readonly dependence: (indicator: number) => PartialDependence;
  /** When so many answers of each row are unknown. */
  readonly missing: (unknown: number) => MissingAnswers;
}

/** Prepares questions about a model; the resamples are for each answer's intervals. */
export function createInspector(rows: InspectedRows, bootstrap: Bootstrap): Inspector {
  const options = { seed: bootstrap.seed, measure: createVariantMeasurer(rows.labels, bootstrap) };
  return {
    importance: createImportance(rows, options),
    dependence: createPartialDependence(rows, options),
    missing: createMissingAnswers(rows, options),
  };
}
