import { formatPercent } from '../foundation/quantity.ts';
import type { Counterfactual } from '../pipeline/explanation/counterfactual.ts';
import type { ExplainedPrediction } from '../pipeline/explanation/explained-prediction.ts';
import type { AnswerChange, WhatIf } from '../pipeline/explanation/what-if.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import { formatPoints } from './format.ts';
import { renderExplanation } from './render-explanation.ts';
import { renderNotes, renderOutcome, titlesOf, type PredictDocument } from './render-prediction.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** What `predict --json` prints where more than the prediction was asked. */
interface ExplainedDocument extends PredictDocument {
  readonly prediction: ExplainedPrediction;
}

const HONEST_WORDS =
  'All this describes how the model uses the answers. It tells no causes, and what a person changes may leave the risk ' +
  'as it is.';

/** The answer for one person, why it is so, what if, and what would have to be otherwise: whatever was asked. */
export function renderExplainedPrediction(document: ExplainedDocument, schema: SurveySchema, style: Style): string {
  const { explanation, whatIf, counterfactual } = document.prediction;
  return [
    ...renderOutcome(document.prediction, schema, style),
    ...(explanation === undefined ? [] : [...renderExplanation(explanation, schema, style), '']),
    ...(whatIf === undefined ? [] : [...renderWhatIf(document.prediction, { whatIf, schema }, style), '']),
    ...(counterfactual === undefined ? [] : [...renderCounterfactual(counterfactual, schema, style), '']),
    style.muted(wrapText(HONEST_WORDS)),
    ...renderNotes(document, style),
  ].join('\n');
}

/** Before and after in a table. */
function renderWhatIf(
  now: ExplainedPrediction,
  { whatIf, schema }: { readonly whatIf: WhatIf; readonly schema: SurveySchema },
  style: Style,
): readonly string[] {
  const { classes } = schema.target;
  const titleOf = (id: string) => classes.find((one) => one.id === id)!.title;
  const changes =
    whatIf.changes.length === 0 ? 'every answer is as it was given' : describeChanges(whatIf.changes, schema);
  const { difference } = whatIf;
  const rows = classes.map(({ id, title }) => [
    title,
    formatPercent(now.probabilities[id]!),
    formatPercent(whatIf.probabilities[id]!),
    formatPoints(difference.probabilities[id]!),
  ]);
  const any = [now.anyProbability, whatIf.anyProbability].map(formatPercent);
  return [
    style.strong('What if'),
    wrapText(changes),
    '',
    renderTable(
      [
        { title: '' },
        { title: 'now', align: 'right' },
        { title: 'then', align: 'right' },
        { title: 'points', align: 'right' },
      ],
      [
        ...rows,
        ...(classes.length > 2 ? [[titlesOf(classes.slice(1)), ...any, formatPoints(difference.anyProbability)]] : []),
        ['Predicted', titleOf(now.predictedClass), titleOf(whatIf.predictedClass), ''],
      ],
      style,
    ),
  ];
}

/** A line for each set of changes, or that there is none. */
function renderCounterfactual(
  { changeable, targets, isExhaustive }: Counterfactual,
  schema: SurveySchema,
  style: Style,
): readonly string[] {
  const { classes } = schema.target;
  const titleOf = (id: string) => classes.find((one) => one.id === id)!.title;
  const heading = style.strong('Counterfactual');
  if (targets.length === 0) return [heading, `The model predicts ${classes[0]!.title} already, the lowest class.`];
  if (changeable.length === 0) {
    return [heading, 'None of the given answers can change further in the healthier direction.'];
  }
  const labels = changeable.map((name) => schema.indicators.find((one) => one.name === name)!.label);
  const lines = targets.flatMap(({ predictedClass, alternatives }) =>
    alternatives.length === 0
      ? [`No changes were found with which it predicts ${titleOf(predictedClass)}.`]
      : alternatives.map((alternative) => {
          const any = formatPercent(alternative.anyProbability);
          return `${titleOf(alternative.predictedClass)}, with ${describeChanges(alternative.changes, schema)} (${titlesOf(classes.slice(1)).toLowerCase()}: ${any})`;
        }),
  );
  return [
    heading,
    wrapText(
      `The smallest changes with which the model predicts a lower class, of the given answers that can change in the healthier direction: ${labels.join(', ')}.`,
    ),
    ...lines.map((line) => wrapText(`- ${line}`).replaceAll('\n', '\n  ')),
    ...(isExhaustive ? [] : ['There are more combinations than were tried: there may be smaller ones.']),
  ];
}

function describeChanges(changes: readonly AnswerChange[], { indicators }: SurveySchema): string {
  return changes
    .map(({ indicator, fromWords, toWords }) => {
      const { label } = indicators.find(({ name }) => name === indicator)!;
      return `${label}: ${toWords} instead of ${fromWords}`;
    })
    .join(' · ');
}
