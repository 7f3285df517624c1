import { LineCounter, parseDocument } from 'yaml';
import type { ErrorDetail } from '../foundation/errors.ts';

/** What a piece of YAML says; undefined where there are issues. */
export interface YamlReading {
  readonly value: unknown;
  readonly issues: readonly ErrorDetail[];
}

/** Reads YAML 1.2 with one document; every syntax error is told with its line. */
export function readYaml(text: string): YamlReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, logLevel: 'error' });
  const issues = document.errors.map(({ code, message, pos: [start] }) => ({
    where: `line ${lines.linePos(start).line}`,
    // The parser's own words speak to a programmer.
    message: code === 'MULTIPLE_DOCS' ? 'a second document begins; only one is read' : message,
  }));
  if (issues.length > 0) return { value: undefined, issues };
  try {
    return { value: document.toJS(), issues };
  } catch (error) {
    // An alias without its anchor is only found here, and has no position.
    return { value: undefined, issues: [{ where: 'an alias', message: (error as Error).message }] };
  }
}
