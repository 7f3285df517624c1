import { filterError } from './filter-error.ts';

/** One word of a filter. */
export interface Token {
  /** A `name` may have been in backticks, a `string` in either quotes, which a name may be in, too. */
  readonly kind: 'name' | 'string' | 'number' | 'operator' | 'punctuation' | 'end';
  /** As it is meant: without quotes. */
  readonly text: string;
  readonly quote?: string;
  /** Where it begins in the filter, from 0. */
  readonly at: number;
}

const FORMS = [
  ['number', /-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.])/iy],
  ['name', /[A-Za-z_]\w*/y],
  ['operator', /!=|>=|<=|[=<>]/y],
  ['punctuation', /[().,]/y],
] as const satisfies readonly (readonly [Token['kind'], RegExp])[];
/** Two quotes, or a quote behind a backslash, end no text; as MLflow has it, they stay as they are. */
const QUOTED = /'((?:''|\\'|[^'])*)'|"((?:""|\\"|[^"])*)"|`((?:``|[^`])*)`/y;

/**
 * A filter's words, the last of them its end.
 *
 * @throws DiabetesError USAGE for a quote that is not closed, and for characters that mean nothing
 */
export function tokenize(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = skipSpace(filter, 0);
  while (at < filter.length) {
    const [token, next] = readToken(filter, at);
    tokens.push(token);
    at = skipSpace(filter, next);
  }
  return [...tokens, { kind: 'end', text: '', at: filter.length }];
}

function readToken(filter: string, at: number): readonly [token: Token, next: number] {
  const quote = filter[at]!;
  if (quote === "'" || quote === '"' || quote === '`') {
    QUOTED.lastIndex = at;
    const [whole, single, double, backtick] = QUOTED.exec(filter) ?? [];
    if (whole === undefined) throw filterError({ at, message: `the quote ${quote} is not closed` });
    const text = (single ?? double ?? backtick)!;
    return [{ kind: quote === '`' ? 'name' : 'string', text, quote, at }, at + whole.length];
  }
  for (const [kind, form] of FORMS) {
    form.lastIndex = at;
    const text = form.exec(filter)?.[0];
    if (text !== undefined) return [{ kind, text, at }, at + text.length];
  }
  const strange = /[^\s'"`(),]+/y;
  strange.lastIndex = at;
  throw filterError({
    at,
    message: `${strange.exec(filter)?.[0] ?? quote} means nothing here`,
    ...hintFor(filter, at),
  });
}

/** What people write who know other languages. */
function hintFor(filter: string, at: number): { readonly hint?: string } {
  if (filter.startsWith('&&', at)) return { hint: 'Write AND.' };
  if (filter.startsWith('||', at)) return { hint: 'Write OR.' };
  return {};
}

function skipSpace(filter: string, at: number): number {
  const space = /\s*/y;
  space.lastIndex = at;
  space.exec(filter);
  return space.lastIndex;
}
