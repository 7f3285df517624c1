import { acceptKeys, acceptTexts } from '../delivery/accepted-values.ts';
import type { RecordedPoint } from '../delivery/recorded-run.ts';
import type { ExperimentPlace } from './file-store-place.ts';

/** Points as the files of a folder of metrics: a line each, in the order in which they were recorded. */
export function metricFiles(
  place: Pick<ExperimentPlace, 'warn'>,
  points: readonly RecordedPoint[],
  lineOf: (point: RecordedPoint) => string,
): Readonly<Record<string, string>> {
  const { values, warnings } = acceptKeys(points, 'metric');
  warnings.forEach(place.warn);
  const files: Record<string, string> = {};
  for (const point of values) files[point.key] = `${files[point.key] ?? ''}${lineOf(point)}\n`;
  return asFiles(place, files, 'metric');
}

/** A point as the files of runs have it, and as the lines of models begin. */
export function pointLine({ time, value, step }: RecordedPoint): string {
  return `${time} ${value} ${step}`;
}

/** Params or tags as files that MLflow reads. */
export function acceptedTexts(
  place: Pick<ExperimentPlace, 'warn'>,
  texts: Readonly<Record<string, string>>,
  what: 'param' | 'tag',
): Readonly<Record<string, string>> {
  const { values, warnings } = acceptTexts(texts, what);
  warnings.forEach(place.warn);
  return asFiles(place, values, what);
}

function asFiles(
  { warn }: Pick<ExperimentPlace, 'warn'>,
  values: Readonly<Record<string, string>>,
  what: 'param' | 'tag' | 'metric',
): Readonly<Record<string, string>> {
  const keys = Object.keys(values);
  const kept = new Set(fileKeys(keys));
  for (const key of keys.filter((name) => !kept.has(name))) {
    warn(`the ${what} ${key} is left out: in a file store it cannot stand beside ${key}/...`);
  }
  return Object.fromEntries(Object.entries(values).filter(([key]) => kept.has(key)));
}

/** A key cannot be a file where another one makes it a folder. */
function fileKeys(keys: readonly string[]): readonly string[] {
  return keys.filter((key) => !keys.some((other) => other.startsWith(`${key}/`)));
}
