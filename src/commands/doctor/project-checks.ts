import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PARAMS_FILE } from '../../config/find-root.ts';
import { checkWritable } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { quantity } from '../../foundation/quantity.ts';
import { DEFAULT_PARAMS, type Params } from '../../pipeline/params.ts';
import { formatBytes } from '../../terminal/format.ts';
import type { Finding } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';
import { projectRoot, readParamsFile, readSchema } from '../project-files.ts';
import { resolveRowOrigin } from '../row-origin.ts';
import type { Check } from './check.ts';

/** The project around the current folder: its root, params, schema and rows. */
export const PROJECT_CHECKS: readonly Check[] = [
  { name: 'project', find: findProject },
  { name: 'params', find: findParams },
  { name: 'schema', find: findSchema },
  { name: 'data', find: findData },
];

async function findProject(context: CommandContext): Promise<Finding> {
  const root = projectRoot(context);
  await checkWritable(root, root);
  if (existsSync(join(root, PARAMS_FILE))) return { state: 'ok', value: root };
  return { state: 'note', value: `${root}: it has no ${PARAMS_FILE}, so the defaults hold`, fix: 'diabetes init' };
}

async function findParams(context: CommandContext): Promise<Finding> {
  const defaults = new Set(assignments(DEFAULT_PARAMS));
  const own = assignments(await readParams(context)).filter((assignment) => !defaults.has(assignment));
  if (own.length === 0) return { state: 'ok', value: 'the defaults' };
  return { state: 'ok', value: `${quantity(own.length, 'param')} other than the default`, detail: own.join('\n') };
}

async function findSchema(context: CommandContext): Promise<Finding> {
  const { name, indicators, target } = await readSchema(context, undefined);
  const size = `${quantity(indicators.length, 'indicator')}, ${target.classes.length} classes`;
  return { state: 'ok', value: `${name}: ${size}` };
}

async function findData(context: CommandContext): Promise<Finding> {
  const params = await readParams(context).catch((error: unknown) => {
    if (error instanceof DiabetesError) return undefined;
    throw error;
  });
  if (params === undefined) return { state: 'note', value: 'not looked for, since the params are not valid' };
  const schema = await readSchema(context, undefined);
  const origin = await resolveRowOrigin(context, { data: undefined, params, schema });
  if (origin.kind === 'prepared') return { state: 'ok', value: `${origin.folder}: rows that were split` };
  if (origin.kind === 'synthetic') {
    return {
      state: 'note',
      value: `there is no ${params.data.path}: training uses ${quantity(origin.rows, 'synthetic row')}`,
      fix: 'diabetes data pull',
    };
  }
  const { openRows } = await import('../../pipeline/dataset/open-rows.ts');
  const { checkHeader } = await import('../../pipeline/dataset/check-header.ts');
  const source = await openRows(origin.path, { columns: [] });
  await source.close();
  const absent = checkHeader(source.header, schema, origin.path);
  const known = schema.indicators.length - absent.length;
  const name = relative(projectRoot(context), origin.path);
  const size = formatBytes((await stat(origin.path)).size);
  return { state: 'ok', value: `${name}: ${size}, ${known} of ${quantity(schema.indicators.length, 'indicator')}` };
}

async function readParams(context: CommandContext): Promise<Params> {
  const { resolveParams } = await import('../../config/resolve-params.ts');
  return resolveParams(await readParamsFile(context, undefined)).params;
}

/** Each param as `--set` takes it: `train.epochs=8`. */
function assignments(params: Params): readonly string[] {
  return Object.entries(params).flatMap(([section, values]) =>
    Object.entries(values as Readonly<Record<string, unknown>>).map(
      ([key, value]) => `${section}.${key}=${JSON.stringify(value)}`,
    ),
  );
}
