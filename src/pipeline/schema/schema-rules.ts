import { measurementsOf } from './formulas.ts';
import { hasRangedLevels, wordOf } from './people-units.ts';
import type { FormulaName, Indicator, Level, SurveySchema, TargetClass } from './survey-schema.ts';

/** Something that a well-formed schema must not say, and the way to it from what was checked. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The names of a schema, which must not clash. */
interface SchemaNames {
  readonly target: { readonly name: string };
  readonly indicators: readonly {
    readonly name: string;
    readonly flag: string;
    readonly aliases: readonly string[];
    readonly formula?: FormulaName | undefined;
  }[];
}

/** Options of the program itself, which no indicator may take. */
export const RESERVED_FLAGS: ReadonlySet<string> = new Set(
  (
    'help version json quiet verbose config data input out model seed track offline person ignore-column interactive ' +
    'explain what-if counterfactual errors strict engine spark-master spark-conf'
  ).split(' '),
);

/** What is wrong with the label's classes. */
export function classProblems(classes: readonly TargetClass[]): SchemaProblem[] {
  const ids = classes.map(({ id }) => id);
  const labels = classes.map(({ label }) => label);
  return classes.flatMap(({ id, label }, i) => [
    ...when(!/^[a-z][a-z0-9_]*$/.test(id), [i, 'id'], `"${id}" is not a lower-case name (a-z, 0-9, _)`),
    ...when(id === 'any', [i, 'id'], '"any" stands for every class but the first'),
    ...when(id === 'macro_ovr', [i, 'id'], '"macro_ovr" is part of a metric\'s name'),
    ...when(ids.indexOf(id) < i, [i, 'id'], `"${id}" is already the id of another class`),
    ...when(labels.indexOf(label) < i, [i, 'label'], `${label} is already the label of another class`),
  ]);
}

/** What is wrong with one indicator by itself. */
export function indicatorProblems(indicator: Indicator): SchemaProblem[] {
  const { name, flag, aliases } = indicator;
  const isAmbiguous = hasRangedLevels(indicator) && [flag, ...aliases].includes(name);
  return [
    ...flagProblems(flag, ['flag']),
    ...aliases.flatMap((alias, i) => flagProblems(alias, ['aliases', i])),
    ...when(isAmbiguous, ['flag'], `"${name}" is the column's name too, and would mean both a code and a value`),
    ...rangeProblems(indicator),
    ...(isMeasured(indicator)
      ? when(indicator.levels.length > 0, ['levels'], `type ${indicator.type} has no levels`)
      : levelProblems(indicator)),
    ...rangedLevelProblems(indicator),
    ...breakpointProblems(indicator),
    ...changeProblems(indicator),
    ...when(
      indicator.formula !== undefined && indicator.type !== 'continuous',
      ['formula'],
      `type ${indicator.type} is not computed; only type continuous is`,
    ),
  ];
}

/** Columns that are named twice, and flags that are taken or are another column's name. An empty name is none. */
export function nameProblems({ target, indicators }: SchemaNames): SchemaProblem[] {
  const columns = new Map<string, string>([[target.name, 'target.name']]);
  const flags = new Map<string, string>();
  const columnProblems = indicators.flatMap(({ name }, i) => claim(columns, name, ['indicators', i, 'name']));
  const flagProblems = indicators.flatMap(({ name, flag, aliases }, i) =>
    [flag, ...aliases].flatMap((word, j) => {
      const path = ['indicators', i, ...(j === 0 ? ['flag'] : ['aliases', j - 1])];
      const column = word === name ? undefined : columns.get(word);
      return column === undefined ? claim(flags, word, path) : [{ path, message: `"${word}" is already ${column}` }];
    }),
  );
  const measurementProblems = indicators.flatMap(({ formula }, i) =>
    measurementsOf({ formula }).flatMap(({ flag }) => claim(flags, flag, ['indicators', i, 'formula'])),
  );
  return [...columnProblems, ...flagProblems, ...measurementProblems];
}

/** Peers that are no indicators, have no levels to share, or are named twice. */
export function peerProblems({ indicators, peers }: Pick<SurveySchema, 'indicators' | 'peers'>): SchemaProblem[] {
  return peers.flatMap((name, i) => {
    const indicator = indicators.find((one) => one.name === name);
    return [
      ...when(indicator === undefined, ['peers', i], `"${name}" is the name of no indicator`),
      ...when(indicator?.levels.length === 0, ['peers', i], `"${name}" has no levels that people could share`),
      ...when(peers.indexOf(name) < i, ['peers', i], `"${name}" is named twice`),
    ];
  });
}

/** Notes where a name is given first; a second time is a problem. */
function claim(taken: Map<string, string>, name: string, path: SchemaProblem['path']): SchemaProblem[] {
  const earlier = taken.get(name);
  if (earlier !== undefined) return when(name !== '', path, `"${name}" is already ${earlier}`);
  taken.set(name, pathText(path));
  return [];
}

/** A path as a person reads it: `indicators[3].flag`. */
export function pathText(path: SchemaProblem['path']): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part}`)).join('');
}

function flagProblems(flag: string, path: SchemaProblem['path']): SchemaProblem[] {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(flag)) {
    return [{ path, message: `"${flag}" is not in kebab-case (a-z, 0-9 and single hyphens, a letter first)` }];
  }
  return [
    ...when(flag.startsWith('no-'), path, `"${flag}" begins with no-, which makes the opposite of a flag`),
    ...when(RESERVED_FLAGS.has(flag), path, `"${flag}" is an option of the program itself`),
  ];
}

function rangeProblems(indicator: Indicator): SchemaProblem[] {
  const { type, levels, minimum, maximum } = indicator;
  // Where a coded indicator lacks its levels, that is said once and not as a range as well.
  if (!isMeasured(indicator) && levels.length === 0) return [];
  const isGiven = Number.isFinite(minimum) && Number.isFinite(maximum);
  const isWhole = type === 'continuous' || (Number.isInteger(minimum) && Number.isInteger(maximum));
  return [
    ...when(minimum === Infinity, ['minimum'], `is missing; type ${type} has no levels to take it from`),
    ...when(maximum === -Infinity, ['maximum'], `is missing; type ${type} has no levels to take it from`),
    ...when(isGiven && minimum > maximum, ['minimum'], `${minimum} is above the maximum ${maximum}`),
    ...when(isGiven && !isWhole, ['minimum'], `the range of type ${type} is in whole numbers`),
  ];
}

function levelProblems({ type, levels, minimum, maximum }: Indicator): SchemaProblem[] {
  const codes = levels.map(({ code }) => code);
  const words = levels.map(({ word }) => word);
  const isZeroOne = levels.length === 2 && codes.includes(0) && codes.includes(1);
  return [
    ...when(type === 'binary' && !isZeroOne, ['levels'], 'the codes of type binary are 0 and 1'),
    ...when(type !== 'binary' && levels.length < 2, ['levels'], `type ${type} needs at least two levels`),
    ...levels.flatMap(({ code }, i) => [
      ...when(code < minimum || code > maximum, ['levels', i, 'code'], `${code} is outside ${minimum} to ${maximum}`),
      ...when(codes.indexOf(code) < i, ['levels', i, 'code'], `${code} is already the code of another level`),
      ...when(words.indexOf(words[i]!) < i, ['levels', i, 'word'], `"${words[i]!}" is already another level's word`),
      ...wordProblems(levels[i]!, ['levels', i, 'word']),
    ]),
  ];
}

function wordProblems({ code, word, from }: Level, path: SchemaProblem['path']): SchemaProblem[] {
  const isOtherCode = from === undefined && word !== '' && !Number.isNaN(Number(word)) && Number(word) !== code;
  return [
    ...when(word !== wordOf(word) || word === '', path, `"${word}" is not one word in lower case`),
    ...when(isOtherCode, path, `"${word}" could be taken for a code`),
  ];
}

/** Levels that are ranges of a unit: all of them or none, ascending, with the unit and what is accepted. */
function rangedLevelProblems(indicator: Indicator): SchemaProblem[] {
  const { type, levels, unit, accepts } = indicator;
  if (!hasRangedLevels(indicator)) {
    return when(accepts !== undefined, ['accepts'], 'is only for levels with `from`');
  }
  const starts = levels.map(({ from }) => from ?? NaN);
  const least = Math.min(...starts);
  const greatest = Math.max(...starts);
  return [
    ...when(type !== 'ordinal', ['levels'], `type ${type} has no levels with \`from\``),
    ...when(starts.some(Number.isNaN), ['levels'], 'some levels have `from` and others lack it'),
    ...starts.flatMap((from, i) =>
      when(i > 0 && from <= starts[i - 1]!, ['levels', i, 'from'], `${from} does not ascend from ${starts[i - 1]!}`),
    ),
    ...when(unit === undefined, ['unit'], 'is missing; levels with `from` need it'),
    ...when(accepts === undefined, ['accepts'], 'is missing; levels with `from` need it'),
    ...when(
      accepts !== undefined &&
        (accepts.minimum < least || accepts.maximum < greatest || accepts.maximum < accepts.minimum),
      ['accepts'],
      `begins below the least \`from\` ${least} or ends below the greatest ${greatest}`,
    ),
  ];
}

function breakpointProblems(indicator: Indicator): SchemaProblem[] {
  const { type, breakpoints, minimum, maximum } = indicator;
  if (breakpoints === undefined) return [];
  if (!isMeasured(indicator)) return [{ path: ['breakpoints'], message: `type ${type} has no breakpoints` }];
  return breakpoints.flatMap((at, i) => [
    ...when(at < minimum || at > maximum, ['breakpoints', i], `${at} is outside ${minimum} to ${maximum}`),
    ...when(
      i > 0 && at <= breakpoints[i - 1]!,
      ['breakpoints', i],
      `${at} does not ascend from ${breakpoints[i - 1]!}`,
    ),
  ]);
}

function changeProblems({ changeable, changeableTo, minimum, maximum }: Indicator): SchemaProblem[] {
  if (changeableTo === undefined) return [];
  return [
    ...when(
      changeable === undefined || changeable === 'either',
      ['changeableTo'],
      'is only for what is changeable by increase or decrease',
    ),
    ...when(
      changeableTo < minimum || changeableTo > maximum,
      ['changeableTo'],
      `${changeableTo} is outside ${minimum} to ${maximum}`,
    ),
  ];
}

function isMeasured({ type }: Indicator): boolean {
  return type === 'count' || type === 'continuous';
}

function when(isWrong: boolean, path: SchemaProblem['path'], message: string): SchemaProblem[] {
  return isWrong ? [{ path, message }] : [];
}
