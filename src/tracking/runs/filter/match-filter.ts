import { fieldValue, type RunField } from '../run-field.ts';
import type { RunSummary } from '../run.ts';
import type { Filter } from './filter.ts';

/** Whether a filter holds of a run. A value that the run lacks compares with nothing: even `!=` does not hold. */
export function matchesFilter(filter: Filter, run: RunSummary): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => matchesFilter(part, run));
    case 'or':
      return filter.parts.some((part) => matchesFilter(part, run));
    case 'null':
      return (fieldValue(run, filter.field) === undefined) === filter.isNull;
    case 'in':
      return filter.values.includes(String(fieldValue(run, filter.field))) === filter.isIn;
    case 'compare': {
      const value = fieldValue(run, filter.field);
      return value !== undefined && compares(value, filter);
    }
  }
}

/** Every field that a filter asks for. */
export function fieldsOf(filter: Filter): readonly RunField[] {
  return 'parts' in filter ? filter.parts.flatMap(fieldsOf) : [filter.field];
}

function compares(
  value: string | number,
  { comparator, value: wanted }: Extract<Filter, { kind: 'compare' }>,
): boolean {
  switch (comparator) {
    case '=':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case 'LIKE':
      return isLike(String(value), String(wanted), 'su');
    case 'ILIKE':
      return isLike(String(value), String(wanted), 'isu');
  }
}

/** SQL's patterns: `%` stands for any characters, `_` for one. */
function isLike(text: string, pattern: string, flags: string): boolean {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, flags).test(text);
}
