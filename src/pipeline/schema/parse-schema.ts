import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import * as z from 'zod';

import { DiabetesError, type ErrorDetail } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import { FORMULAS } from './formulas.ts';
import { wordOf } from './people-units.ts';
import {
  classProblems,
  indicatorProblems,
  nameProblems,
  pathText,
  peerProblems,
  type SchemaProblem,
} from './schema-rules.ts';
import type { FormulaName, Indicator, SurveySchema } from './survey-schema.ts';

/**
 * Reads a survey schema from YAML, or from JSON, which is YAML too. Left-out parts are filled in: the levels of a yes
 * and no question, words from labels, ranges from codes.
 *
 * @param where the file's name, for errors
 * @throws DiabetesError INVALID_SCHEMA with every problem, its line and its path in the details
 */
export function parseSchema(text: string, where: string): SurveySchema {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  if (document.errors.length > 0) {
    const details = document.errors.map(({ pos, message }) => {
      const { line, col } = lines.linePos(pos[0]);
      return { where: `line ${line}, column ${col}`, message };
    });
    throw new DiabetesError('INVALID_SCHEMA', `${where} is not valid YAML`, { details, hint: hintFor(where) });
  }
  const value = valueOf(document, where);
  const result = surveyShape.safeParse(value, { error: explain });
  const problems = [
    ...(result.error?.issues ?? []).map(({ path, message }) => ({ path: path as SchemaProblem['path'], message })),
    ...nameProblems(namesShape.parse(value)),
    ...(result.success ? peerProblems(result.data) : []),
  ];
  if (result.success && problems.length === 0) return result.data;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  throw new DiabetesError('INVALID_SCHEMA', `${where} does not describe a survey: ${count}`, {
    details: detailsOf(problems, document, lines),
    hint: hintFor(where),
  });
}

function hintFor(where: string): string {
  return `Correct ${where}; data/schema.yaml of this package is a complete example.`;
}

const text = z.string().trim().min(1, 'is empty');
const number = z.number();
const wholeNumber = z.int();

const levelShape = strict({
  code: wholeNumber,
  label: text,
  word: z.exactOptional(text),
  from: z.exactOptional(number),
});

const formulaShape = z.enum(Object.keys(FORMULAS) as [FormulaName]);

const indicatorShape = strict({
  name: text,
  type: z.enum(['binary', 'ordinal', 'nominal', 'count', 'continuous']),
  label: text,
  question: text,
  flag: text,
  aliases: z.array(text).default([]),
  minimum: z.exactOptional(number),
  maximum: z.exactOptional(number),
  unit: z.exactOptional(text),
  accepts: z.exactOptional(strict({ minimum: number, maximum: number })),
  levels: z.array(levelShape).default([]),
  breakpoints: z.exactOptional(z.array(number)),
  changeable: z.exactOptional(z.enum(['increase', 'decrease', 'either'])),
  changeableTo: z.exactOptional(number),
  formula: z.exactOptional(formulaShape),
  group: text,
  sensitive: z.boolean().default(false),
});

const surveyShape = strict({
  formatVersion: z.literal(1),
  name: text,
  title: text,
  source: text,
  target: strict({
    name: text,
    classes: z
      .array(strict({ id: text, label: wholeNumber, title: text }))
      .min(2, 'a label needs at least two classes')
      .check(({ value, issues }) => void issues.push(...classProblems(value).map(asIssue))),
  }),
  indicators: z
    .array(
      indicatorShape.transform((raw, { issues }): Indicator => {
        const indicator = complete(raw);
        issues.push(...indicatorProblems(indicator).map(asIssue));
        return indicator;
      }),
    )
    .min(1, 'a survey needs at least one indicator'),
  peers: z.array(text).max(3, 'at most three indicators make peers').default([]),
  disclaimer: text,
});

/** The names alone, so that clashes are found in a schema that is wrong elsewhere too; what is no name is empty. */
const nameShape = z.string().trim().catch('');
const namesShape = z
  .object({
    target: z.object({ name: nameShape }).catch({ name: '' }),
    indicators: z.array(
      z
        .object({
          name: nameShape,
          flag: nameShape,
          aliases: z.array(nameShape).catch([]),
          formula: z.optional(formulaShape).catch(undefined),
        })
        .catch({ name: '', flag: '', aliases: [] }),
    ),
  })
  .catch({ target: { name: '' }, indicators: [] });

const YES_NO_LEVELS: z.output<typeof levelShape>[] = [
  { code: 0, label: 'no' },
  { code: 1, label: 'yes' },
];

/** An object with these keys and no others. */
function strict<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const unknown = issue.keys.map((key) => {
        const nearest = nearestName(key, Object.keys(shape));
        return nearest === undefined ? `"${key}"` : `"${key}" (did you mean ${nearest}?)`;
      });
      return `has the unknown ${unknown.length === 1 ? 'key' : 'keys'} ${unknown.join(', ')}`;
    },
  });
}

function complete(raw: z.output<typeof indicatorShape>): Indicator {
  const given = raw.type === 'binary' && raw.levels.length === 0 ? YES_NO_LEVELS : raw.levels;
  const levels = given.map((level) => ({ ...level, word: level.word ?? wordOf(level.label) }));
  const codes = levels.map(({ code }) => code);
  return {
    ...raw,
    minimum: raw.minimum ?? Math.min(...codes),
    maximum: raw.maximum ?? Math.max(...codes),
    levels,
  };
}

const LONGEST_SHOWN = 40;

const KINDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** Says in plain words what zod found; undefined leaves it to zod's own words. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return undefined;
  if (issue.input === undefined) return 'is missing';
  const given = shown(issue.input);
  if (issue.code === 'invalid_type') return `${given} is not ${KINDS[issue.expected] ?? issue.expected}`;
  return `${given} is not ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
}

function shown(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object' && input !== null) return 'a mapping';
  if (typeof input !== 'string') return String(input);
  return JSON.stringify(input.length > LONGEST_SHOWN ? `${input.slice(0, LONGEST_SHOWN)}…` : input);
}

function asIssue({ path, message }: SchemaProblem): z.core.$ZodRawIssue {
  return { code: 'custom', path: [...path], message, input: undefined };
}

function valueOf(document: Document, where: string): unknown {
  try {
    return document.toJS() as unknown;
  } catch (cause) {
    // An alias without its anchor, or aliases that multiply beyond measure.
    throw new DiabetesError('INVALID_SCHEMA', `${where} is not valid YAML: ${(cause as Error).message}`, {
      hint: hintFor(where),
      cause,
    });
  }
}

function detailsOf(problems: readonly SchemaProblem[], document: Document, lines: LineCounter): ErrorDetail[] {
  return problems
    .map(({ path, message }) => ({ offset: offsetOf(document, path), path, message }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, path, message }) => ({
      where: [`line ${lines.linePos(offset).line}`, ...(path.length === 0 ? [] : [pathText(path)])].join(', '),
      message,
    }));
}

/** Where the value at a path begins in the text; where it is missing, the nearest thing around it. */
function offsetOf(document: Document, path: SchemaProblem['path']): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range != null) return node.range[0];
  }
  return 0;
}
