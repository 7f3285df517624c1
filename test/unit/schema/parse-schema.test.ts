import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';

import { DiabetesError } from '../../../src/foundation/errors.ts';
import { parseSchema } from '../../../src/pipeline/schema/parse-schema.ts';
import { RESERVED_FLAGS } from '../../../src/pipeline/schema/schema-rules.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA, SHIPPED_TEXT } from './shipped-schema.ts';

const SMALL = `
formatVersion: 1
name: small
title: Small
source: a test
disclaimer: none
target:
  name: y
  classes: [{ id: a, label: 0, title: A }, { id: b, label: 1, title: B }]
indicators:
  - { name: Wet, type: binary, label: Wet, question: Wet?, flag: wet, group: G }
  - { name: Tint, type: nominal, label: Tint, question: Tint?, flag: tint, group: G,
      levels: [{ code: 3, label: Dark Red }, { code: 7, label: blue }] }
  - { name: Age, type: ordinal, label: Age, question: Age?, flag: age, group: G, unit: years,
      accepts: { minimum: 18, maximum: 99 }, levels: [{ code: 1, label: young, from: 18 }, { code: 2, label: old, from: 60 }] }
  - { name: Temp, type: continuous, label: Temp, question: Temp?, flag: temp, group: G, minimum: -1.5, maximum: 2.5,
      breakpoints: [0, 1] }
  - { name: Days, type: count, label: Days, question: Days?, flag: days, group: G, minimum: 0, maximum: 30 }
`;

type Tree = Record<string, unknown> & {
  target: { name: string; classes: Record<string, unknown>[] };
  indicators: (Record<string, unknown> & { levels: Record<string, unknown>[] })[];
};

/** The findings about the small schema after a change, as `path: message`. */
function findings(change: (tree: Tree) => void): string[] {
  const tree = parse(SMALL) as Tree;
  change(tree);
  return errorOf(stringify(tree)).details.map(
    ({ where, message }) => `${where.replace(/^line \d+, /, '')}: ${message}`,
  );
}

function errorOf(text: string): DiabetesError {
  try {
    parseSchema(text, 'small.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(DiabetesError);
    expect((error as DiabetesError).code).toBe('INVALID_SCHEMA');
    return error as DiabetesError;
  }
  throw new Error('the schema was accepted');
}

const WET = 0;
const TINT = 1;
const AGE = 2;
const TEMP = 3;
const DAYS = 4;

describe('parseSchema', () => {
  it('fills in what is left out', () => {
    const [wet, tint] = parseSchema(SMALL, 'small.yaml').indicators;
    expect(wet).toEqual({
      name: 'Wet',
      type: 'binary',
      label: 'Wet',
      question: 'Wet?',
      flag: 'wet',
      aliases: [],
      minimum: 0,
      maximum: 1,
      levels: [
        { code: 0, label: 'no', word: 'no' },
        { code: 1, label: 'yes', word: 'yes' },
      ],
      group: 'G',
      sensitive: false,
    });
    expect(tint).toMatchObject({ minimum: 3, maximum: 7, levels: [{ word: 'dark-red' }, { word: 'blue' }] });
  });

  it('reads its own output, as JSON, to the same schema', () => {
    for (const schema of [SHIPPED_SCHEMA, SECOND_SCHEMA]) {
      expect(parseSchema(JSON.stringify(schema), 'manifest.json')).toEqual(schema);
    }
  });

  it('names every problem at once, in the order of the lines', () => {
    const broken = SHIPPED_TEXT.replace('type: binary', 'type: bnary')
      .replace('flag: bmi', 'flag: stroke\n    lable: x')
      .replace('minimum: 12', 'minimum: twelve')
      .replace('from: 40', 'from: 20')
      .replace('label: 2, ', 'label: 1, ')
      .replace('title: Diabetes Health Indicators\n', '');
    const error = errorOf(broken);
    expect(error.message).toBe('small.yaml does not describe a survey: 7 problems');
    expect(error.hint).toMatch(/small\.yaml/);
    const wheres = error.details.map(({ where }) => where.replace(/^line \d+, /, ''));
    expect(wheres).toEqual([
      'title',
      'target.classes[2].label',
      'indicators[0].type',
      'indicators[3]',
      'indicators[3].minimum',
      'indicators[5].flag',
      'indicators[18].levels[4].from',
    ]);
    const lineOf = (part: string): number => broken.split('\n').findIndex((line) => line.includes(part)) + 1;
    expect(error.details[2]!.where).toBe(`line ${lineOf('bnary')}, indicators[0].type`);
    expect(error.details[4]).toEqual({
      where: `line ${lineOf('twelve')}, indicators[3].minimum`,
      message: '"twelve" is not a number',
    });
    expect(error.details[3]!.message).toBe('has the unknown key "lable" (did you mean label?)');
  });

  it.each([
    ['a: [1', 'line 1, column 6'],
    ['a: 1\na: 2\n', 'line 2, column 1'],
  ])('names the line of a syntax error in %j', (text, where) => {
    const error = errorOf(text);
    expect(error.message).toBe('small.yaml is not valid YAML');
    expect(error.details[0]!.where).toBe(where);
  });

  it.each(['', '- 1', 'text', 'a: *nowhere', 'indicators: [1, null]', '{target: {classes: {}}, indicators: x}'])(
    'refuses %j',
    (text) => {
      expect(errorOf(text).exitCode).toBe(3);
    },
  );

  it.each([...RESERVED_FLAGS])('keeps --%s for the program', (flag) => {
    expect(findings(({ indicators }) => (indicators[WET]!.flag = flag))).toEqual([
      `indicators[0].flag: "${flag}" is an option of the program itself`,
    ]);
  });

  const cases: [string, (tree: Tree) => void, string][] = [
    ['a version of tomorrow', (tree) => (tree.formatVersion = 2), 'formatVersion: 2 is not 1'],
    ['an unknown key', (tree) => (tree.tilte = 'x'), ': has the unknown key "tilte" (did you mean title?)'],
    ['an empty text', (tree) => (tree.title = ' '), 'title: is empty'],
    ['no indicators', (tree) => (tree.indicators = []), 'indicators: a survey needs at least one indicator'],
    ['peers of no indicator', (tree) => (tree.peers = ['Wett']), 'peers[0]: "Wett" is the name of no indicator'],
    [
      'peers without levels',
      (tree) => (tree.peers = ['Days']),
      'peers[0]: "Days" has no levels that people could share',
    ],
    ['peers twice', (tree) => (tree.peers = ['Wet', 'Wet']), 'peers[1]: "Wet" is named twice'],
    ['too many peers', (tree) => (tree.peers = ['a', 'b', 'c', 'd']), 'peers: at most three indicators make peers'],
    ['one class', ({ target }) => target.classes.pop(), 'target.classes: a label needs at least two classes'],
    ['a class id twice', ({ target }) => (target.classes[1]!.id = 'a'), '"a" is already the id of another class'],
    ['a class id in capitals', ({ target }) => (target.classes[1]!.id = 'B'), '"B" is not a lower-case name'],
    ['the class any', ({ target }) => (target.classes[1]!.id = 'any'), '"any" stands for every class but the first'],
    ['a label twice', ({ target }) => (target.classes[1]!.label = 0), '0 is already the label of another class'],
    ['a column twice', ({ indicators }) => (indicators[DAYS]!.name = 'Wet'), '"Wet" is already indicators[0].name'],
    [
      'a column that is the label',
      ({ target }) => (target.name = 'Wet'),
      'indicators[0].name: "Wet" is already target.name',
    ],
    [
      'a flag twice',
      ({ indicators }) => (indicators[DAYS]!.flag = 'wet'),
      'indicators[4].flag: "wet" is already indicators[0].flag',
    ],
    [
      'an alias that is taken',
      ({ indicators }) => (indicators[DAYS]!.aliases = ['nights', 'wet']),
      'indicators[4].aliases[1]: "wet" is already indicators[0].flag',
    ],
    [
      "a flag that is another column's name",
      ({ indicators }) => {
        indicators[WET]!.name = 'wet';
        indicators[WET]!.flag = 'damp';
        indicators[DAYS]!.flag = 'wet';
      },
      'indicators[4].flag: "wet" is already indicators[0].name',
    ],
    [
      'a key that could be a code or years',
      ({ indicators }) => (indicators[AGE]!.name = 'age'),
      `indicators[2].flag: "age" is the column's name too, and would mean both a code and a value`,
    ],
    [
      'a flag that begins with no-',
      ({ indicators }) => (indicators[WET]!.flag = 'no-rain'),
      '"no-rain" begins with no-',
    ],
    ['a flag in capitals', ({ indicators }) => (indicators[WET]!.flag = 'Wet'), '"Wet" is not in kebab-case'],
    [
      'an alias with an underscore',
      ({ indicators }) => (indicators[WET]!.aliases = ['a_b']),
      'aliases[0]: "a_b" is not in',
    ],
    ['a range upside down', ({ indicators }) => (indicators[DAYS]!.minimum = 31), '31 is above the maximum 30'],
    [
      'a count with fractions',
      ({ indicators }) => (indicators[DAYS]!.maximum = 30.5),
      'range of type count is in whole',
    ],
    [
      'a count without a range',
      ({ indicators }) => delete indicators[DAYS]!.maximum,
      'indicators[4].maximum: is missing',
    ],
    ['an infinite range', ({ indicators }) => (indicators[TEMP]!.maximum = Infinity), 'Infinity is not a number'],
    [
      'a nominal without levels',
      ({ indicators }) => (indicators[TINT]!.levels = []),
      'type nominal needs at least two',
    ],
    [
      'a count with levels',
      ({ indicators }) => (indicators[DAYS]!.levels = [{ code: 1, label: 'x' }]),
      'type count has no levels',
    ],
    [
      'a binary of 1 and 2',
      ({ indicators }) =>
        (indicators[WET]!.levels = [
          { code: 1, label: 'a' },
          { code: 2, label: 'b' },
        ]),
      'codes of type binary are 0 and 1',
    ],
    [
      'a code twice',
      ({ indicators }) => (indicators[TINT]!.levels[1]!.code = 3),
      '3 is already the code of another level',
    ],
    [
      'a code with a fraction',
      ({ indicators }) => (indicators[TINT]!.levels[1]!.code = 3.5),
      '3.5 is not a whole number',
    ],
    [
      'a code outside the range',
      ({ indicators }) => (indicators[TINT]!.maximum = 5),
      'levels[1].code: 7 is outside 3 to 5',
    ],
    [
      'a word twice',
      ({ indicators }) => (indicators[TINT]!.levels[1]!.word = 'dark-red'),
      `"dark-red" is already another level's word`,
    ],
    [
      'a word of two words',
      ({ indicators }) => (indicators[TINT]!.levels[1]!.word = 'Sky Blue'),
      '"Sky Blue" is not one word',
    ],
    [
      'a word that reads as another code',
      ({ indicators }) => (indicators[TINT]!.levels[1]!.word = '3'),
      '"3" could be taken for a code',
    ],
    [
      'ranges that do not ascend',
      ({ indicators }) => (indicators[AGE]!.levels[1]!.from = 18),
      'levels[1].from: 18 does not ascend from 18',
    ],
    [
      'a level without its range',
      ({ indicators }) => delete indicators[AGE]!.levels[1]!.from,
      'some levels have `from` and others lack it',
    ],
    [
      'ranges without a unit',
      ({ indicators }) => delete indicators[AGE]!.unit,
      'unit: is missing; levels with `from` need it',
    ],
    ['ranges without what they accept', ({ indicators }) => delete indicators[AGE]!.accepts, 'accepts: is missing'],
    [
      'accepting what falls into no level',
      ({ indicators }) => (indicators[AGE]!.accepts = { minimum: 17, maximum: 99 }),
      'begins below the least `from` 18',
    ],
    [
      'ranges of a nominal',
      ({ indicators }) => (indicators[AGE]!.type = 'nominal'),
      'type nominal has no levels with `from`',
    ],
    [
      'accepts without ranges',
      ({ indicators }) => (indicators[TINT]!.accepts = { minimum: 0, maximum: 1 }),
      'is only for levels with `from`',
    ],
    [
      'breakpoints of a binary',
      ({ indicators }) => (indicators[WET]!.breakpoints = [1]),
      'type binary has no breakpoints',
    ],
    [
      'a breakpoint outside the range',
      ({ indicators }) => (indicators[TEMP]!.breakpoints = [3]),
      'breakpoints[0]: 3 is outside -1.5 to 2.5',
    ],
    [
      'breakpoints that do not ascend',
      ({ indicators }) => (indicators[TEMP]!.breakpoints = [1, 0]),
      'breakpoints[1]: 0 does not ascend from 1',
    ],
    [
      'a way that is none',
      ({ indicators }) => (indicators[DAYS]!.changeable = 'up'),
      '"up" is not one of increase, decrease, either',
    ],
    [
      'an end of the way outside the range',
      ({ indicators }) => Object.assign(indicators[TEMP]!, { changeable: 'increase', changeableTo: 3 }),
      'changeableTo: 3 is outside -1.5 to 2.5',
    ],
    [
      'an end of no way',
      ({ indicators }) => (indicators[TEMP]!.changeableTo = 1),
      'changeableTo: is only for what is changeable by increase or decrease',
    ],
    [
      'a formula that is none',
      ({ indicators }) => (indicators[TEMP]!.formula = 'bmi'),
      'formula: "bmi" is not body-mass-index',
    ],
    [
      'a formula for a count',
      ({ indicators }) => (indicators[DAYS]!.formula = 'body-mass-index'),
      'formula: type count is not computed; only type continuous is',
    ],
    [
      'a flag that a formula takes',
      ({ indicators }) => {
        indicators[TEMP]!.formula = 'body-mass-index';
        indicators[WET]!.flag = 'height-cm';
      },
      'indicators[3].formula: "height-cm" is already indicators[0].flag',
    ],
  ];
  it.each(cases)('refuses %s', (_, change, finding) => {
    const found = findings(change);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(finding);
  });
});
