import { fitPopulation } from '../population/fit-population.ts';
import type { Population } from '../population/population.ts';
import { anyProbability } from '../prediction/prediction.ts';
import type { Predictor } from '../prediction/predictor.ts';
import type { ArrangedRows } from './arrange-rows.ts';
import { predictLabelled } from './predict-labelled.ts';
import type { PredictionRoom } from './prediction-room.ts';

/** What the people are like that the model learnt from; their risks are those of the validation rows, which are new to it. */
export async function describePopulation(
  predictor: Predictor,
  { parts }: ArrangedRows,
  { room, seed }: { readonly room: PredictionRoom; readonly seed: number },
): Promise<Population> {
  const { schema } = predictor.spec;
  const { probabilities } = predictLabelled(predictor, parts.validation, room);
  const classes = schema.target.classes.length;
  const risks = Float64Array.from(parts.validation.labels, (_, row) =>
    anyProbability(probabilities, row * classes, classes),
  );
  return fitPopulation({ schema, ...parts, risks, seed });
}
