/** Characters and how wide they are in usual sans-serif fonts, in ems; any other is as wide as most lower-case letters. */
const WIDTHS: readonly (readonly [characters: string, ems: number])[] = [
  ["ijl|'.,:;!I()[]/ ft-", 0.36],
  ['mwMW@%—', 0.95],
  ['ABCDEFGHJKLNOPQRSTUVXYZ&×…≥', 0.73],
];
const OTHER = 0.62;

const EMS: ReadonlyMap<string, number> = new Map(
  WIDTHS.flatMap(([characters, ems]) => Array.from(characters).map((character) => [character, ems] as const)),
);

/** About how wide a text is, in pixels: rather more than less, since the reader's own font draws it. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += EMS.get(character) ?? OTHER;
  return ems * fontSize;
}

/** A text that is cut, with an ellipsis, where it would be wider. */
export function fitText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, fontSize) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
