import { DiabetesError } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import { quantity } from '../../foundation/quantity.ts';
import type { Run } from './run.ts';
import type { RunStore } from './run-store.ts';

const LEAST_DIGITS = 4;
/** A server's id is taken as a whole. */
const SERVER_DIGITS = 32;
/** Of a folder of a thousand, the first few say enough. */
const MOST_NAMED = 5;
const WAYS = 'A run is named by its id, by the first 4 or more digits of it, or as latest: see `diabetes track list`.';

/**
 * The run that a person means: by its id, the first digits of it, its id at a server, or `latest` for the newest.
 *
 * @throws DiabetesError RUN_NOT_FOUND where there is none, or several; USAGE for what can be no id
 */
export function findRun(store: RunStore, reference: string): Run {
  const id = findId(store, reference);
  const run = store.read(id);
  if (run !== undefined) return run;
  throw notFound(`the run ${id} cannot be read: its journal has no readable beginning`, WAYS);
}

/** How many digits of ids tell them all apart, at least 8. */
export function shortIdLength(ids: readonly string[]): number {
  const sorted = [...ids].sort();
  let length = 8;
  for (let i = 1; i < sorted.length; i++) {
    while (length < 32 && sorted[i]!.startsWith(sorted[i - 1]!.slice(0, length))) length++;
  }
  return length;
}

function findId(store: RunStore, reference: string): string {
  if (store.ids.length === 0) throw noRuns();
  if (reference === 'latest') return latestId(store);
  const digits = reference.toLowerCase();
  if (!/^[0-9a-f]{1,32}$/.test(digits)) {
    throw new DiabetesError('USAGE', `${JSON.stringify(reference)} is no id of a run`, { hint: WAYS });
  }
  if (digits.length < LEAST_DIGITS) {
    throw new DiabetesError('USAGE', `${digits} is too short for the id of a run: ${LEAST_DIGITS} digits or more`, {
      hint: WAYS,
    });
  }
  const [found, ...others] = matchingIds(store, digits);
  if (found === undefined) throw noSuchRun(store.ids, digits);
  if (others.length > 0) throw severalRuns([found, ...others], digits);
  return found;
}

/** The ids of the runs that some digits may mean: those that begin with them, or else the one that a server knows by them. */
export function matchingIds(store: RunStore, reference: string): readonly string[] {
  const digits = reference.toLowerCase();
  const own = store.ids.filter((id) => id.startsWith(digits));
  if (own.length > 0 || digits.length < SERVER_DIGITS) return own;
  return store.ids.filter((id) => store.deliveriesOf(id).some(({ serverRunId }) => serverRunId === digits));
}

/** The error where nothing is recorded, and something is needed. */
export function noRuns(): DiabetesError {
  return notFound('no run is recorded here', 'Run `diabetes train`, which records one.');
}

function latestId(store: RunStore): string {
  const [newest] = store.list().runs;
  if (newest !== undefined) return newest.id;
  throw notFound('no run can be read here: no journal has a readable beginning', 'Run `diabetes train`.');
}

function noSuchRun(ids: readonly string[], digits: string): DiabetesError {
  const near = nearestName(
    digits,
    ids.map((id) => id.slice(0, digits.length)),
  );
  const told =
    near === undefined
      ? `${quantity(ids.length, 'run')} ${ids.length === 1 ? 'is' : 'are'} recorded`
      : `did you mean ${near}?`;
  return notFound(`there is no run ${digits}; ${told}`, WAYS);
}

function severalRuns(ids: readonly string[], digits: string): DiabetesError {
  const length = shortIdLength(ids);
  const named = ids.slice(0, MOST_NAMED).map((id) => id.slice(0, length));
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return notFound(`${digits} begins the ids of ${ids.length} runs: ${named.join(', ')}${more}`, 'Name more digits.');
}

function notFound(message: string, hint: string): DiabetesError {
  return new DiabetesError('RUN_NOT_FOUND', message, { hint });
}
