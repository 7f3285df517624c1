import type { Predictor } from '../prediction/predictor.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { healthierAnswers } from './healthier-answers.ts';
import { classesOf, searchChanges } from './search-changes.ts';
import { predictWhatIf, type WhatIf } from './what-if.ts';

/** A set of changes, and how great they are together: 1 is the whole range of one indicator. */
export interface Alternative extends WhatIf {
  readonly distance: number;
}

/** The smallest changes with which the model predicts a class, or one before it. */
export interface CounterfactualTarget {
  /** The class's id. */
  readonly predictedClass: string;
  /** The fewest changed answers first, then the least distance; at most three, and none where none was found. */
  readonly alternatives: readonly Alternative[];
}

/**
 * What would have to be otherwise for the model to predict a lower class (Wachter, Mittelstadt and Russell 2018,
 * https://arxiv.org/abs/1711.00399). It describes the model: whether who changes so gets another risk, it cannot tell.
 */
export interface Counterfactual {
  /** The given answers that can change in the healthier direction, by schema name: those that were varied. */
  readonly changeable: readonly string[];
  /** The next lower class and the first one, or the first alone; none for who is predicted the first already. */
  readonly targets: readonly CounterfactualTarget[];
  /** Whether no smaller changes can have been missed: of up to three answers, each in every step that it can take. */
  readonly isExhaustive: boolean;
}

/** The given answers to what the schema calls changeable, by schema name. */
export function changeableAnswers({ indicators }: SurveySchema, values: ArrayLike<number>): readonly string[] {
  return indicators
    .filter(({ changeable }, place) => changeable !== undefined && !Number.isNaN(values[place]))
    .map(({ name }) => name);
}

/**
 * Looks for the smallest changes of given answers that lower the predicted class: only of what the schema calls
 * changeable, and only in the healthier direction.
 *
 * @param values codes in the schema's order; NaN is unknown, and stays so
 */
export function findCounterfactual(predictor: Predictor, values: ArrayLike<number>): Counterfactual {
  const { schema } = predictor.spec;
  const { classes } = schema.target;
  const given = Float64Array.from(values);
  const choices = schema.indicators
    .map((indicator, place) => ({ place, answers: healthierAnswers(indicator, given[place]!) }))
    .filter(({ answers }) => answers.length > 0);
  const [current] = classesOf(predictor, [given]);
  const goals = [...new Set([current! - 1, 0])].filter((goal) => goal >= 0 && goal < current!);
  const { found, isExhaustive } = searchChanges(predictor, { given, choices }, goals);
  const targets = goals.map((goal, i) => ({
    predictedClass: classes[goal]!.id,
    alternatives: found[i]!.map((attempt) => ({
      ...predictWhatIf(predictor, given, attempt.values),
      distance: attempt.distance,
    })),
  }));
  // Where the smallest changes lead to the first class at once, the step between is no target of its own.
  const isStep = ({ predictedClass, alternatives: [smallest] }: CounterfactualTarget) =>
    predictedClass === classes[0]!.id || smallest?.predictedClass !== classes[0]!.id;
  const changeable = choices.map(({ place }) => schema.indicators[place]!.name);
  return { changeable, targets: targets.filter(isStep), isExhaustive };
}
