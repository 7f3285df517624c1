import { DiabetesError } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import type { RunSummary } from './run.ts';

/** Where a field of a run stands, in MLflow's words. */
export type Entity = 'metrics' | 'params' | 'tags' | 'attributes';

/** One value of a run: `metrics.roc_auc_any`, `params.train.seed`, `tags.git_commit`, `attributes.status`. */
export interface RunField {
  readonly entity: Entity;
  readonly key: string;
}

/** How a field's values compare: as texts, as numbers, or as moments in milliseconds since 1970. */
export type FieldKind = 'text' | 'number' | 'time';

const ATTRIBUTES = {
  run_id: { kind: 'text', read: ({ id }) => id },
  run_name: { kind: 'text', read: ({ name }) => name },
  command: { kind: 'text', read: ({ command }) => command },
  status: { kind: 'text', read: ({ status }) => status },
  start_time: { kind: 'time', read: ({ startTime }) => Date.parse(startTime) },
  end_time: { kind: 'time', read: ({ endTime }) => (endTime === null ? null : Date.parse(endTime)) },
  duration: { kind: 'number', read: ({ durationMs }) => durationMs },
  data_fingerprint: { kind: 'text', read: ({ data }) => data?.fingerprint ?? null },
  bundle_digest: { kind: 'text', read: ({ bundleDigest }) => bundleDigest },
} as const satisfies Readonly<
  Record<string, { readonly kind: FieldKind; readonly read: (run: RunSummary) => string | number | null }>
>;

/** What is known of every run by itself; `duration` is in milliseconds. */
export const ATTRIBUTE_KEYS = Object.keys(ATTRIBUTES) as readonly (keyof typeof ATTRIBUTES)[];

/** The words for entities that MLflow takes, too. */
const ENTITIES: Readonly<Record<string, Entity>> = {
  metrics: 'metrics',
  metric: 'metrics',
  params: 'params',
  param: 'params',
  parameters: 'params',
  parameter: 'params',
  tags: 'tags',
  tag: 'tags',
  attributes: 'attributes',
  attribute: 'attributes',
  attr: 'attributes',
  run: 'attributes',
};

/** The entity that a word stands for. */
export function entityOf(word: string): Entity | undefined {
  return Object.hasOwn(ENTITIES, word) ? ENTITIES[word] : undefined;
}

/** The entities as a sentence tells them. */
export const ENTITY_NAMES: readonly Entity[] = ['metrics', 'params', 'tags', 'attributes'];

/** How a field's values compare. */
export function kindOf({ entity, key }: RunField): FieldKind {
  if (entity === 'metrics') return 'number';
  return entity === 'attributes' && isAttribute(key) ? ATTRIBUTES[key].kind : 'text';
}

/** A run's value of a field; undefined where it has none. */
export function fieldValue(run: RunSummary, { entity, key }: RunField): string | number | undefined {
  if (entity === 'attributes') return isAttribute(key) ? (ATTRIBUTES[key].read(run) ?? undefined) : undefined;
  const values: Readonly<Record<string, string | number>> = run[entity];
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** Whether every run has a field of this name. */
export function isAttribute(key: string): key is keyof typeof ATTRIBUTES {
  return Object.hasOwn(ATTRIBUTES, key);
}

/**
 * The field that a column or an order is named after: `params.train.seed`, an attribute, or a metric's key alone.
 *
 * @throws DiabetesError USAGE for what no run has, with the nearest that one has
 */
export function resolveField(text: string, runs: readonly RunSummary[]): RunField {
  const dot = text.indexOf('.');
  const entity = dot < 0 ? undefined : entityOf(text.slice(0, dot));
  const candidates: readonly RunField[] =
    entity === undefined
      ? [
          { entity: 'attributes', key: text },
          { entity: 'metrics', key: text },
        ]
      : [{ entity, key: text.slice(dot + 1) }];
  const found = candidates.find((field) =>
    field.entity === 'attributes' ? isAttribute(field.key) : runs.some((run) => fieldValue(run, field) !== undefined),
  );
  if (found !== undefined) return found;
  const nearest = nearestField(text, runs);
  throw new DiabetesError(
    'USAGE',
    `no run has ${JSON.stringify(text)}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    { hint: `Name ${ATTRIBUTE_KEYS.join(', ')}, or metrics.KEY, params.KEY, tags.KEY of a run.` },
  );
}

/** The name of a field of some runs that a mistyped one most likely meant. */
export function nearestField(text: string, runs: readonly RunSummary[]): string | undefined {
  return nearestName(text, knownNames(runs));
}

/** Every way to name a field of some runs. */
function knownNames(runs: readonly RunSummary[]): Iterable<string> {
  const names = new Set<string>(ATTRIBUTE_KEYS);
  for (const run of runs) {
    for (const key of Object.keys(run.metrics)) names.add(key).add(`metrics.${key}`);
    for (const key of Object.keys(run.params)) names.add(`params.${key}`);
    for (const key of Object.keys(run.tags)) names.add(`tags.${key}`);
  }
  return names;
}
