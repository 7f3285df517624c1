import type { Synthesizer } from './synthesizer.ts';

/** What is shorter than this stands on one line. */
const LINE_LENGTH = 1000;

/** The synthesizer as JSON that is small and still has one line for each distribution; ends with a newline. */
export function formatSynthesizer(synthesizer: Synthesizer): string {
  return `${layOut(synthesizer, '\n')}\n`;
}

function layOut(value: object, newline: string): string {
  const line = JSON.stringify(value);
  const entries = Object.entries(value) as [string, unknown][];
  if (line.length <= LINE_LENGTH || entries.every(([, entry]) => typeof entry === 'number')) return line;
  const isList = Array.isArray(value);
  const inner = `${newline} `;
  const lines = entries.map(([key, entry]) => {
    const text = typeof entry === 'object' && entry !== null ? layOut(entry, inner) : JSON.stringify(entry);
    return isList ? text : `${JSON.stringify(key)}: ${text}`;
  });
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return `${open}${inner}${lines.join(`,${inner}`)}${newline}${close}`;
}
