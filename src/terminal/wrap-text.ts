/** How many characters a line of prose has at most. */
export const LINE_WIDTH = 80;

/** Prose in lines of at most 80 characters, or of another width, broken between words but not at no-break spaces. */
export function wrapText(text: string, width = LINE_WIDTH): string {
  const lines: string[] = [];
  for (const word of text.split(/[^\S\u00a0]+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
