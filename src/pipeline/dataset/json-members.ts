/** A member of a JSON object: its key, and its value as it stands there. */
export type JsonMember = readonly [key: string, value: string];

/**
 * The members of a JSON object in their order, those of the same key too. JSON.parse keeps the last of these, and rounds
 * numbers to doubles.
 *
 * @param text a JSON object; what else it is given is not checked
 */
export function jsonMembers(text: string): readonly JsonMember[] {
  const members: JsonMember[] = [];
  let place = skipSpace(text, text.indexOf('{') + 1);
  while (text[place] === '"') {
    const keyEnd = endOfString(text, place);
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    members.push([JSON.parse(text.slice(place, keyEnd)) as string, text.slice(start, end)]);
    place = skipSpace(text, skipSpace(text, end) + 1);
  }
  return members;
}

function skipSpace(text: string, start: number): number {
  let place = start;
  while (' \t\n\r'.includes(text.charAt(place)) && place < text.length) place++;
  return place;
}

/** Behind the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let place = quote - 1;
  while (text[place] === '\\') place--;
  return (quote - place) % 2 === 0;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let place = start; place < text.length;) {
    const character = text.charAt(place);
    if (character === '"') {
      place = endOfString(text, place);
      continue;
    }
    if (depth === 0 && ',} \t\n\r'.includes(character)) return place;
    if ('{['.includes(character)) depth++;
    else if ('}]'.includes(character)) depth--;
    place++;
  }
  return text.length;
}
