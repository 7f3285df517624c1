import { formatPercent, quantity } from '../foundation/quantity.ts';
import type { Contribution, Explanation } from '../pipeline/explanation/explain-prediction.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import { renderDivergingBar } from './bars.ts';
import { formatPoints } from './format.ts';
import { titlesOf } from './render-prediction.ts';
import type { Style } from './style.ts';
import { alignColumns } from './table.ts';
import { wrapText } from './wrap-text.ts';

const BAR_CELLS = 24;
const LONGEST_ANSWER = 42;
/** The smallest contributions are told as one where there are more. */
const MOST_SHOWN = 10;

/** From the average person to this one: a bar for each answer, the greatest first. */
export function renderExplanation(explanation: Explanation, schema: SurveySchema, style: Style): readonly string[] {
  const { baseline, prediction, contributions } = explanation;
  const shown = sumSmallest(contributions, schema);
  const amounts = shown.map(({ amount }) => amount);
  const axis = { low: Math.min(0, ...amounts), high: Math.max(0, ...amounts) };
  const rows = shown.map(({ answer, amount }) => {
    const bar = axis.low === axis.high ? '' : renderDivergingBar({ value: amount, ...axis }, BAR_CELLS, style);
    return [answer, `${formatPoints(amount)}  `, amount > 0 ? style.warning(bar) : style.good(bar)];
  });
  const what = titlesOf(schema.target.classes.slice(1)).toLowerCase();
  return [
    style.strong('Why'),
    wrapText(`What each answer adds to the probability of ${what}, in percentage points:`),
    '',
    ...alignColumns(
      [
        ['The average person', formatPercent(baseline)],
        ...rows,
        ['This person', style.strong(formatPercent(prediction))],
      ],
      ['left', 'right'],
    ),
    ...describeMethod(explanation),
  ];
}

interface Amount {
  readonly answer: string;
  readonly amount: number;
}

function sumSmallest(contributions: readonly Contribution[], { indicators }: SurveySchema): readonly Amount[] {
  const amounts = contributions.map(({ indicator, words, contribution }) => {
    const { label } = indicators.find(({ name }) => name === indicator)!;
    return { answer: shorten(`${label}: ${words}`), amount: contribution };
  });
  if (amounts.length <= MOST_SHOWN + 1) return amounts;
  const others = amounts.slice(MOST_SHOWN);
  const sum = others.reduce((total, { amount }) => total + amount, 0);
  return [...amounts.slice(0, MOST_SHOWN), { answer: `${others.length} others`, amount: sum }];
}

function shorten(text: string): string {
  return text.length <= LONGEST_ANSWER ? text : `${text.slice(0, LONGEST_ANSWER - 3).trimEnd()}...`;
}

function describeMethod({ orders, contributions }: Explanation): readonly string[] {
  if (orders === undefined) return [];
  const greatest = Math.max(...contributions.map(({ error = 0 }) => error));
  return [
    `Estimated from ${quantity(orders, 'order')} of the answers; standard errors are at most ${(greatest * 100).toFixed(2)}.`,
  ];
}
