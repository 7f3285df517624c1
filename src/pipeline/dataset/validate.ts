import { checkCode } from '../schema/people-units.ts';
import type { SurveySchema } from '../schema/survey-schema.ts';
import { UNKNOWN_CODE } from './dataset.ts';
import type { RowBatch, RowIssue } from './row-source.ts';

/** What the values of one column may be. */
export interface ColumnRule {
  readonly column: string;
  /** Whether each of the codes 0 to 254 is valid: 1 or 0. A table, because most values are such codes. */
  readonly codes: Uint8Array;
  /** Why a value is not valid; NaN is an empty cell. */
  readonly explain: (value: number) => string | undefined;
}

/** The columns that labelled rows are read from: the label, then the indicators in the schema's order. */
export function datasetColumns(schema: SurveySchema): readonly string[] {
  return [schema.target.name, ...schema.indicators.map(({ name }) => name)];
}

/** One rule for each of `datasetColumns`. Only the label must be known. */
export function datasetRules({ target, indicators }: SurveySchema): readonly ColumnRule[] {
  const labels = target.classes.map(({ label }) => label);
  const explainLabel = (value: number): string | undefined => {
    if (labels.includes(value)) return undefined;
    const rule = `none of the labels ${labels.join(', ')}`;
    return Number.isNaN(value) ? `is empty, ${rule}` : `${value} is ${rule}`;
  };
  return [ruleOf(target.name, explainLabel), ...indicatorRules(indicators)];
}

/** One rule for each indicator; none need be known. */
export function indicatorRules(indicators: SurveySchema['indicators']): readonly ColumnRule[] {
  return indicators.map((indicator) =>
    ruleOf(indicator.name, (value) => (Number.isNaN(value) ? undefined : checkCode(indicator, value))),
  );
}

function ruleOf(column: string, explain: ColumnRule['explain']): ColumnRule {
  const codes = Uint8Array.from({ length: UNKNOWN_CODE }, (_, code) => (explain(code) === undefined ? 1 : 0));
  return { column, codes, explain };
}

/**
 * All that is wrong with a batch, in the order of its rows: what the reader found, and the values that break a rule.
 *
 * @param rules one for each of the batch's columns
 */
export function findIssues(batch: RowBatch, rules: readonly ColumnRule[]): readonly RowIssue[] {
  const broken = rules.flatMap((rule, i) => brokenValues(batch, batch.values[i]!, rule));
  if (batch.issues.length === 0 && broken.length === 0) return [];
  // A cell that could not be read has been reported; that it is empty now is no second problem.
  const reported = new Set(batch.issues.map(({ row, column }) => keyOf(row, column)));
  const isNew = ({ row, column }: RowIssue): boolean => !reported.has(keyOf(row)) && !reported.has(keyOf(row, column));
  return [...batch.issues, ...broken.filter(isNew)].sort((a, b) => a.row - b.row);
}

function keyOf(row: number, column = ''): string {
  return `${row} ${column}`;
}

function brokenValues(batch: RowBatch, values: Float64Array, { column, codes, explain }: ColumnRule): RowIssue[] {
  const issues: RowIssue[] = [];
  for (let i = 0; i < batch.rows; i++) {
    const value = values[i]!;
    const code = value | 0;
    if (code === value && code >= 0 && code < UNKNOWN_CODE && codes[code] === 1) continue;
    const message = explain(value);
    if (message === undefined) continue;
    const shown = Number.isNaN(value) ? {} : { value: String(value) };
    issues.push({ row: batch.firstRow + i, line: batch.lines[i]!, column, ...shown, message });
  }
  return issues;
}
