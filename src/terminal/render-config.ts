import type { Params } from '../pipeline/params.ts';
import type { Style } from './style.ts';
import { alignColumns } from './table.ts';

/** What `--print-config --json` prints. */
export interface ConfigDocument {
  readonly params: Params;
  /** By dotted key, what set the param. */
  readonly origins: Readonly<Record<string, string>>;
}

/** The params as a params.yaml, each with where it came from as a comment. */
export function renderConfig({ params, origins }: ConfigDocument, style: Style): string {
  const rows = Object.entries(params).flatMap(([section, values]) => [
    [`${section}:`],
    ...Object.entries(values as Readonly<Record<string, unknown>>).map(([key, value]) => [
      `  ${key}: ${JSON.stringify(value)}`,
      style.muted(`# ${origins[`${section}.${key}`] ?? 'default'}`),
    ]),
  ]);
  return alignColumns(rows).join('\n');
}
