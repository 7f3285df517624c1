import { formatPercent } from '../foundation/quantity.ts';
import type { PlacedPrediction } from '../pipeline/population/place-prediction.ts';
import { describeAnswer } from '../pipeline/schema/people-units.ts';
import type { SurveySchema, TargetClass } from '../pipeline/schema/survey-schema.ts';
import { renderBar } from './bars.ts';
import type { Style } from './style.ts';
import { alignColumns, GAP } from './table.ts';
import { LINE_WIDTH, wrapText } from './wrap-text.ts';

/** What `predict --json` prints. */
export interface PredictDocument {
  readonly schemaVersion: 1;
  readonly command: 'predict';
  readonly prediction: PlacedPrediction;
  readonly disclaimer: string;
}

const BAR_CELLS = 30;

/** The answer for one person: a bar a class, what was given, and what this is not. */
export function renderPrediction(document: PredictDocument, schema: SurveySchema, style: Style): string {
  return [...renderOutcome(document.prediction, schema, style), ...renderNotes(document, style)].join('\n');
}

/** A bar a class, and what was given. */
export function renderOutcome(prediction: PlacedPrediction, schema: SurveySchema, style: Style): readonly string[] {
  const { probabilities, predictedClass, anyProbability, given, missing, model } = prediction;
  const { classes } = schema.target;
  const bars = classes.map(({ id, title }) => {
    const share = probabilities[id]!;
    const isPredicted = id === predictedClass;
    const bar = renderBar(share, BAR_CELLS, style);
    const cells = [title, isPredicted ? style.accent(bar) : bar, formatPercent(share)];
    return isPredicted ? cells.map(style.strong) : cells;
  });
  const predicted = classes.find(({ id }) => id === predictedClass)!;
  const isMostProbable = classes.every(({ id }) => probabilities[id]! <= probabilities[predictedClass]!);
  const answers = schema.indicators
    .filter(({ name }) => name in given)
    .map((indicator) => `${indicator.label}: ${describeAnswer(indicator, given[indicator.name]!)}`);
  const facts = [
    ...(classes.length > 2 ? [[titlesOf(classes.slice(1)), formatPercent(anyProbability)]] : []),
    [
      'Predicted',
      isMostProbable ? predicted.title : `${predicted.title} ${style.muted('(rarer classes count for more)')}`,
    ],
    ...describePlace(prediction, schema),
    ['Given', answers.join(' · ')],
    ...(missing.length === 0 ? [] : [['Unanswered', describeMissing(prediction, schema)]]),
    ['Model', `version ${model.version}`],
  ];
  return ['', ...alignColumns(bars, ['left', 'left', 'right']), '', ...renderFacts(facts, style), ''];
}

/** Names beside their values; a long value goes on below itself. */
function renderFacts(facts: readonly (readonly string[])[], style: Style): readonly string[] {
  const room = LINE_WIDTH - GAP.length - Math.max(...facts.map(([name]) => name!.length));
  const rows = facts.flatMap(([name, value]) => {
    // A dot between two answers stands behind the first.
    const lines = wrapText(value!.replaceAll(' ·', '\u00a0·'), room).replaceAll('\u00a0', ' ').split('\n');
    return lines.map((line, i) => [i === 0 ? style.muted(name!) : '', line]);
  });
  return alignColumns(rows);
}

/** Where it stands among peers, and how far the answers that are missing could move it. */
function describePlace({ standing, range }: PlacedPrediction, { indicators }: SurveySchema): readonly string[][] {
  const facts: string[][] = [];
  if (standing !== undefined) {
    const shared = indicators.filter(({ name }) => name in standing.peers).map(({ label }) => label.toLowerCase());
    const whom = shared.length === 0 ? 'in the survey' : `of the same ${shared.join(' and ')}`;
    const share = `higher than for ${Math.floor(standing.percentile)} of 100 people ${whom}`;
    facts.push(['Standing', `${share} (their median: ${formatPercent(standing.median)})`]);
  }
  if (range !== undefined) {
    const [low, high] = range.anyProbability.map(formatPercent);
    const share = `for ${Math.round(range.level * 10)} of 10 people with these answers`;
    facts.push(['Range', `${low!} to ${high!} ${share}, once all questions are answered`]);
  }
  return facts;
}

function describeMissing({ missing, range }: PlacedPrediction, { indicators }: SurveySchema): string {
  const count = `${missing.length} of ${indicators.length} questions`;
  const telling = indicators.find(({ name }) => name === range?.mostTelling);
  if (telling === undefined) return count;
  const { label, flag } = telling;
  return `${count}; ${label.toLowerCase()} would tell the most (--${flag})`;
}

/** What was noticed, and what a prediction is not. */
export function renderNotes({ prediction, disclaimer }: PredictDocument, style: Style): readonly string[] {
  return [
    ...prediction.warnings.map((warning) => wrapText(`Note: ${warning}`).replace('Note:', style.warning('Note:'))),
    style.muted(wrapText(disclaimer)),
    '',
  ];
}

/** Several classes as one: `Prediabetes or diabetes`. */
export function titlesOf(classes: readonly TargetClass[]): string {
  return classes.map(({ title }, i) => (i === 0 ? title : title.toLowerCase())).join(' or ');
}
