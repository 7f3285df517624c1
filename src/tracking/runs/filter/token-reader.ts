import { filterError } from './filter-error.ts';
import type { Token } from './tokenize.ts';

/** A filter's words, one after the other. */
export interface TokenReader {
  readonly peek: () => Token;
  readonly next: () => Token;
  /** Takes the next word where it is this one, whatever its case; a quoted one is none. */
  readonly take: (word: string) => boolean;
  /** @throws DiabetesError USAGE where the next word is another */
  readonly expect: (word: string, expected: string) => void;
}

/** Reads some words, of which the last is the end, from the first on. */
export function readTokens(tokens: readonly Token[]): TokenReader {
  let position = 0;
  const peek = () => tokens[position]!;
  const next = () => {
    const token = peek();
    if (token.kind !== 'end') position++;
    return token;
  };
  const take = (word: string) => {
    const token = peek();
    const isIt = token.quote === undefined && token.kind !== 'end' && token.text.toLowerCase() === word;
    if (isIt) next();
    return isIt;
  };
  return {
    peek,
    next,
    take,
    expect: (word, expected) => {
      if (!take(word)) throw unexpected(peek(), expected);
    },
  };
}

/** The error for a word that is not what may stand there. */
export function unexpected(token: Token, expected: string, hint?: string): Error {
  const found = token.kind === 'end' ? 'the filter ends there' : `found ${shown(token)}`;
  return filterError({
    at: token.at,
    message: `expected ${expected}, and ${found}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** A word as it was typed. */
export function shown({ text, quote = '' }: Token): string {
  return `${quote}${text}${quote}`;
}
