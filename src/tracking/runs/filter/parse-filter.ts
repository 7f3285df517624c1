import type { Filter } from './filter.ts';
import { parseComparison } from './parse-comparison.ts';
import { readTokens, unexpected, type TokenReader } from './token-reader.ts';
import { tokenize } from './tokenize.ts';

/**
 * A filter from its text, in the grammar of MLflow's search (https://mlflow.org/docs/latest/ml/search/search-runs/), and
 * with OR and parentheses, which that lacks. AND binds closer than OR.
 *
 * @throws DiabetesError USAGE that names the character and what was expected there
 */
export function parseFilter(text: string): Filter {
  const reader = readTokens(tokenize(text));
  const filter = parseAny(reader);
  if (reader.peek().kind !== 'end') throw unexpected(reader.peek(), 'AND, OR or the end');
  return filter;
}

function parseAny(reader: TokenReader): Filter {
  return joined('or', reader, parseAll);
}

function parseAll(reader: TokenReader): Filter {
  return joined('and', reader, parseOne);
}

function joined(kind: 'and' | 'or', reader: TokenReader, parse: (reader: TokenReader) => Filter): Filter {
  const first = parse(reader);
  const parts = [first];
  while (reader.take(kind)) parts.push(parse(reader));
  return parts.length === 1 ? first : { kind, parts };
}

function parseOne(reader: TokenReader): Filter {
  if (!reader.take('(')) return parseComparison(reader);
  const inner = parseAny(reader);
  reader.expect(')', 'AND, OR or )');
  return inner;
}
