import type { Style } from './style.ts';

/** Lines below a title, set off by a blank line; nothing where there are no lines, and no title where it is empty. */
export function section(title: string, lines: readonly string[], { strong }: Pick<Style, 'strong'>): readonly string[] {
  if (lines.length === 0) return [];
  return title === '' ? ['', ...lines] : ['', strong(title), ...lines];
}
