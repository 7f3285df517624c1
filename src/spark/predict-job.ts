import { codeRules, type CodeRule } from '../pipeline/schema/people-units.ts';
import type { SurveySchema, TargetClass } from '../pipeline/schema/survey-schema.ts';
import { addedColumns } from '../pipeline/workflows/open-predictions.ts';

/** Where rows come from and go to, as Hadoop takes it. */
export interface PredictPlaces {
  /** A file, a folder of files or a pattern. */
  readonly input: string;
  readonly out: string;
  /** Where rows go that cannot be predicted; null where the first of them ends the job. */
  readonly errors: string | null;
}

/** What `spark/predict_job.py` is told, as JSON. */
export interface PredictJob extends PredictPlaces {
  /** In the order of the model's inputs. */
  readonly indicators: readonly { readonly name: string; readonly rules: readonly CodeRule[] }[];
  /** Indicators that count as unknown in every row. */
  readonly ignored: readonly string[];
  readonly classes: readonly Pick<TargetClass, 'id' | 'label'>[];
  readonly added: readonly string[];
}

/** The description of a job: what the places are, and what of the schema the job needs. */
export function describePredictJob(
  places: PredictPlaces,
  schema: SurveySchema,
  ignored: readonly string[],
): PredictJob {
  return {
    ...places,
    indicators: schema.indicators.map((indicator) => ({ name: indicator.name, rules: codeRules(indicator) })),
    ignored,
    classes: schema.target.classes.map(({ id, label }) => ({ id, label })),
    added: addedColumns(schema),
  };
}
