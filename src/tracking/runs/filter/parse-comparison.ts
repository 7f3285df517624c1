import { quantity } from '../../../foundation/quantity.ts';
import { nearestName } from '../../../foundation/nearest-name.ts';
import { ATTRIBUTE_KEYS, ENTITY_NAMES, entityOf, isAttribute, kindOf, type RunField } from '../run-field.ts';
import { filterError } from './filter-error.ts';
import type { Comparator, Filter } from './filter.ts';
import { shown, unexpected, type TokenReader } from './token-reader.ts';
import type { Token } from './tokenize.ts';

const COMPARATORS = {
  text: ['=', '!=', 'LIKE', 'ILIKE'],
  number: ['=', '!=', '>', '>=', '<', '<='],
  time: ['=', '!=', '>', '>=', '<', '<='],
} as const satisfies Readonly<Record<string, readonly Comparator[]>>;

/** Other names that MLflow takes: its pages head columns with them. */
const ATTRIBUTE_ALIASES: Readonly<Record<string, string>> = {
  created: 'start_time',
  Created: 'start_time',
  'run name': 'run_name',
  'Run name': 'run_name',
  'Run Name': 'run_name',
};

const NAMES = `${ENTITY_NAMES.join(', ')}, and without one of these before it: ${ATTRIBUTE_KEYS.join(', ')}`;

/** One comparison: a field, how it is compared, and with what. */
export function parseComparison(reader: TokenReader): Filter {
  const { at } = reader.peek();
  const field = parseField(reader);
  if (mayBeNull(field) && reader.take('is')) {
    const isNull = !reader.take('not');
    reader.expect('null', isNull ? 'NULL or NOT NULL' : 'NULL');
    return { kind: 'null', field, isNull };
  }
  const isNegated = reader.take('not');
  if (reader.take('in')) {
    if (field.key !== 'run_id' || field.entity !== 'attributes') {
      throw filterError({ at, message: 'only run_id is compared with IN', hint: 'Join several = with OR.' });
    }
    return { kind: 'in', field, values: parseList(reader), isIn: !isNegated };
  }
  if (isNegated) throw unexpected(reader.peek(), 'IN');
  const comparator = comparatorOf(reader.next(), field);
  return { kind: 'compare', field, comparator, value: parseValue(reader, field) };
}

/** What a run need not have; of metrics and attributes MLflow does not say either. */
function mayBeNull({ entity }: RunField): boolean {
  return entity === 'params' || entity === 'tags';
}

/** `metrics.x`, `params."odd key"`, or an attribute by itself. */
function parseField(reader: TokenReader): RunField {
  const first = reader.next();
  if (first.kind !== 'name') throw unexpected(first, 'a name such as metrics.roc_auc_any');
  if (!reader.take('.')) return attribute(first);
  const entity = entityOf(first.text);
  if (entity === undefined) throw unknownName(first, ENTITY_NAMES, `the names begin with ${ENTITY_NAMES.join(', ')}`);
  const key = parseKey(reader);
  return entity === 'attributes' ? attribute(key) : { entity, key: key.text };
}

/** A quoted key, or one of several names joined by dots. */
function parseKey(reader: TokenReader): Token {
  const first = reader.next();
  if (first.quote !== undefined) return first;
  if (first.kind !== 'name') throw unexpected(first, 'a key', 'An odd key is put in "double quotes" or backticks.');
  let text = first.text;
  while (reader.take('.')) text += `.${parseKey(reader).text}`;
  return { ...first, text };
}

function attribute(token: Token): RunField {
  const key = ATTRIBUTE_ALIASES[token.text] ?? token.text;
  if (isAttribute(key)) return { entity: 'attributes', key };
  const names = entityOf(key) === undefined ? [...ATTRIBUTE_KEYS, ...ENTITY_NAMES] : [];
  throw unknownName(token, names, `a name is one of ${NAMES}`);
}

function unknownName(token: Token, candidates: readonly string[], rule: string): Error {
  const nearest = nearestName(token.text, candidates);
  const message =
    entityOf(token.text) === undefined
      ? `${shown(token)} is no name of a value${nearest === undefined ? '' : `; did you mean ${nearest}?`}`
      : `${shown(token)} needs a key, as in ${token.text}.KEY`;
  return filterError({ at: token.at, message, hint: `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.` });
}

function comparatorOf(token: Token, field: RunField): Comparator {
  const allowed: readonly Comparator[] = COMPARATORS[kindOf(field)];
  const found = token.quote === undefined && allowed.find((comparator) => comparator === token.text.toUpperCase());
  if (found) return found;
  throw unexpected(token, `one of ${[...allowed, ...(mayBeNull(field) ? ['IS NULL', 'IS NOT NULL'] : [])].join(' ')}`);
}

function parseValue(reader: TokenReader, field: RunField): string | number {
  const token = reader.next();
  switch (kindOf(field)) {
    case 'text':
      return textValue(token, field);
    case 'number':
      if (token.kind === 'number') return Number(token.text);
      throw unexpected(token, 'a number', token.kind === 'string' ? 'Write the number without quotes.' : undefined);
    case 'time':
      return momentOf(token);
  }
}

/** Params and tags are texts, even where they look like numbers. */
function textValue(token: Token, { entity, key }: RunField): string {
  if (token.kind === 'string') return token.text;
  const hint = `Quote the value: ${entity}.${key} = '${token.kind === 'end' ? 'x' : token.text}'`;
  throw unexpected(token, `a text in quotes, since ${entity} compare as texts`, hint);
}

/** Milliseconds since 1970, as MLflow has them, or a date in quotes. */
function momentOf(token: Token): number {
  if (token.kind === 'number') return Number(token.text);
  const moment = token.kind === 'string' && /^\d{4}-\d\d-\d\d/.test(token.text) ? Date.parse(token.text) : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  throw unexpected(token, "milliseconds since 1970, or a date in quotes such as '2026-01-31' or '2026-01-31T12:00Z'");
}

function parseList(reader: TokenReader): readonly string[] {
  reader.expect('(', '( and ids in quotes');
  const values: string[] = [];
  do {
    const token = reader.next();
    if (token.kind !== 'string') throw unexpected(token, 'an id in quotes');
    values.push(token.text);
  } while (reader.take(','));
  reader.expect(')', `, or ) behind ${quantity(values.length, 'id')}`);
  return values;
}
