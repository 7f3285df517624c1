/** The cells of a row as it stands in a CSV file, which must be well-formed (RFC 4180). */
export function splitRow(raw: string): string[] {
  return raw.includes('"') ? splitQuoted(raw) : raw.split(',');
}

function splitQuoted(raw: string): string[] {
  const cells: string[] = [];
  for (let start = 0; ;) {
    const end = raw[start] === '"' ? closingQuote(raw, start) + 1 : commaFrom(raw, start);
    const cell = raw.slice(start, end);
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end >= raw.length) return cells;
    start = end + 1;
  }
}

/** The quote that ends the cell; one inside the cell stands twice. */
function closingQuote(raw: string, start: number): number {
  let quote = raw.indexOf('"', start + 1);
  while (raw[quote + 1] === '"') quote = raw.indexOf('"', quote + 2);
  return quote;
}

function commaFrom(raw: string, start: number): number {
  const comma = raw.indexOf(',', start);
  return comma < 0 ? raw.length : comma;
}
