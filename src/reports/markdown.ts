/** A column of a Markdown table. */
export interface MarkdownColumn {
  readonly title: string;
  /** Where the cells stand; `left` unless said otherwise. */
  readonly align?: 'left' | 'right';
}

const URL_TEXT = /(https?:\/\/[^\s<>()]+)/;
/** What begins a heading, a quotation, a list or a rule. */
const BLOCK_START = /^(>|#(?=#*\s)|[+-](?=[\s-])|\d+[.)](?=\s))/;
/** What opens or closes emphasis, code, links, HTML and formulas; `_` inside a word and `]` in prose do not. */
const INLINE = /[\\`*~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|\](?=[([:])|<(?=[\p{L}/!?])|&(?=[#\p{L}])/gu;

/** Text on one line as it must stand in Markdown to be read as itself; an address becomes a link. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .split(URL_TEXT)
    .map((part, i) => (i % 2 === 1 ? `<${part}>` : part.replace(INLINE, '\\$&')))
    .join('')
    .replace(BLOCK_START, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

/** Text on one line as code, whatever backticks it has. */
export function codeSpan(text: string): string {
  const line = oneLine(text);
  const longest = Math.max(0, ...Array.from(line.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? fence + line + fence : `${fence} ${line} ${fence}`;
}

/** A table of GitHub's Markdown; cells hold Markdown, in which a pipe is only a pipe. */
export function markdownTable(columns: readonly MarkdownColumn[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  return [line(columns.map(({ title }) => title)), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** A list of items that hold Markdown. */
export function markdownList(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** What is there, with a blank line between; a block that is not there is left out. */
export function joinBlocks(blocks: readonly (string | undefined)[]): string {
  return blocks.filter((block) => block !== undefined && block !== '').join('\n\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
