import type { Answer } from './answers.ts';
import { checkInteger, refused } from './values.ts';

/** One page of a list, and where the next begins. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly next: string | undefined;
}

/** How many entries a request brings; left out, the server decides. @throws MlflowError invalid-value */
export function checkPageSize(value: unknown): number | undefined {
  if (value === undefined || checkInteger(value, 'the size of a page') > 0) return value as number | undefined;
  throw refused('the size of a page', value, 'at least 1');
}

/** Reads a page: the entries that stand under `name`. */
export function readPage<T>(answer: Answer, name: string, read: (entry: Answer) => T): Page<T> {
  // An empty token is none.
  const next = answer.optionalText('next_page_token') ?? '';
  return { entries: answer.list(name).map(read), next: next === '' ? undefined : next };
}

/** All entries, page by page: the next one is asked for when the last one has been used up. */
export async function* readPages<T>(ask: (token: string | undefined) => Promise<Page<T>>): AsyncGenerator<T, void> {
  let token: string | undefined;
  do {
    const page = await ask(token);
    yield* page.entries;
    token = page.next;
  } while (token !== undefined);
}

/** The first entry of a list that may have none. */
export async function firstOf<T>(entries: AsyncIterable<T>): Promise<T | undefined> {
  for await (const entry of entries) return entry;
  return undefined;
}
