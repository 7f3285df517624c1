import { filterError } from './filter-error.ts';
import type { Filter } from './filter.ts';
import { parseComparison } from './parse-comparison.ts';
import { readTokens, unexpected, type TokenReader } from './token-reader.ts';
import { tokenize } from './tokenize.ts';

/** Nobody writes more, and each takes some of the stack. */
const DEEPEST = 100;

/**
 * A filter from its text, in the grammar of MLflow's search (https://mlflow.org/docs/latest/ml/search/search-runs/), and
 * with OR and parentheses, which that lacks. AND binds closer than OR.
 *
 * @throws DiabetesError USAGE that names the character and what was expected there
 */
export function parseFilter(text: string): Filter {
  const reader = readTokens(tokenize(text));
  const filter = parseAny(reader, 0);
  if (reader.peek().kind !== 'end') throw unexpected(reader.peek(), 'AND, OR or the end');
  return filter;
}

function parseAny(reader: TokenReader, depth: number): Filter {
  return joined('or', reader, () => joined('and', reader, () => parseOne(reader, depth)));
}

function joined(kind: 'and' | 'or', reader: TokenReader, parse: () => Filter): Filter {
  const first = parse();
  const parts = [first];
  while (reader.take(kind)) parts.push(parse());
  return parts.length === 1 ? first : { kind, parts };
}

function parseOne(reader: TokenReader, depth: number): Filter {
  const { at } = reader.peek();
  if (!reader.take('(')) return parseComparison(reader);
  if (depth === DEEPEST) throw filterError({ at, message: `more than ${DEEPEST} parentheses are inside each other` });
  const inner = parseAny(reader, depth + 1);
  reader.expect(')', 'AND, OR or )');
  return inner;
}
