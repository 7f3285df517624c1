import type { SliceResult } from '../../pipeline/evaluation/result.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import type { EvaluationResult } from '../../pipeline/workflows/evaluation-result.ts';
import { formatCount, formatScore } from '../format-figures.ts';
import { indicatorTitle } from '../../pipeline/workflows/evaluation-words.ts';
import type { Chart } from './chart.ts';
import { intervalRows, type IntervalRow } from './interval-rows.ts';

const KEY = 'roc_auc_any';
/** More than these in one picture are not compared by eye: the worst ones are drawn. */
const MOST_SLICES = 24;

type Domain = readonly [least: number, greatest: number];

/**
 * How well the model ranks each group of people: a picture for each set of indicators that make slices, all with one
 * axis; those of whom no metric is defined are left out.
 */
export function slicesCharts(result: EvaluationResult, schema: SurveySchema): readonly Chart[] {
  const measured = result.slices.filter(({ metrics }) => metrics[KEY] !== undefined);
  const overall = result.metrics[KEY];
  const domain = domainOf(measured, overall);
  return groupsOf(measured).map((slices) => {
    const indicators = Object.keys(slices[0]!.by).map((name) => indicatorTitle(name, schema));
    const drawn = slices.length > MOST_SLICES ? worstOf(slices) : slices;
    const rows = drawn.map((slice) => rowOf(slice, indicators, domain));
    const told = rows.map(({ title, words }) => `${title} ${words}`);
    const few = drawn.length < slices.length ? `The ${drawn.length} worst of ${slices.length} groups: each` : 'Each';
    return {
      title: indicators.join(' × '),
      caption: `${few} dot is the ROC AUC of a group with its 95 % interval, the upright stroke that of all rows; grey groups have too few people to judge.`,
      label: `ROC AUC by ${indicators.join(' and ')}: ${told.join('; ')}; all rows ${formatScore(overall)}.`,
      specification: intervalRows(rows, {
        mark: 'dot',
        axisTitle: 'ROC AUC',
        domain,
        ...(overall === undefined ? {} : { reference: overall }),
      }),
    };
  });
}

/** Slices of the same indicators together, in the document's order. */
function groupsOf(slices: readonly SliceResult[]): readonly (readonly SliceResult[])[] {
  const groups = new Map<string, SliceResult[]>();
  for (const slice of slices) {
    const name = JSON.stringify(Object.keys(slice.by));
    groups.set(name, [...(groups.get(name) ?? []), slice]);
  }
  return [...groups.values()];
}

/** Room for every value, and for the intervals of all but small slices, which can be as wide as they like. */
function domainOf(slices: readonly SliceResult[], overall: number | undefined): Domain {
  const ends = slices.flatMap(({ metrics, intervals, isSmall }) => [
    metrics[KEY]!,
    ...(isSmall ? [] : (intervals[KEY] ?? [])),
  ]);
  const all = overall === undefined ? ends : [...ends, overall];
  return [Math.floor(Math.min(...all) * 20) / 20, Math.ceil(Math.max(...all) * 20) / 20];
}

/** The worst first; small ones come behind the others. */
function worstOf(slices: readonly SliceResult[]): readonly SliceResult[] {
  const sorted = [...slices].sort(
    (one, other) => Number(one.isSmall) - Number(other.isSmall) || one.metrics[KEY]! - other.metrics[KEY]!,
  );
  return sorted.slice(0, MOST_SLICES);
}

function rowOf(slice: SliceResult, indicators: readonly string[], [least, greatest]: Domain): IntervalRow {
  const value = slice.metrics[KEY]!;
  const [low, high] = slice.intervals[KEY] ?? [value, value];
  return {
    // What the picture's title says need not be said in every row.
    title: indicators.reduce((title, indicator) => title.replace(`${indicator} `, ''), slice.title),
    note: `(${formatCount(slice.rows)})`,
    value,
    words: formatScore(value),
    low: Math.max(least, low),
    high: Math.min(greatest, high),
    isMuted: slice.isSmall,
  };
}
