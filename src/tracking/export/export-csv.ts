import { toCsvRow } from '../../pipeline/dataset/write-csv.ts';
import { followJournal } from '../delivery/follow-journal.ts';
import type { RunSummary } from '../runs/run.ts';

/** What every run has, by its column: times are ISO 8601 in UTC, and what a run lacks is empty. */
const ATTRIBUTES: Readonly<Record<string, (run: RunSummary) => string | number | boolean | null>> = {
  run_id: ({ id }) => id,
  run_name: ({ name }) => name,
  command: ({ command }) => command,
  status: ({ status }) => status,
  start_time: ({ startTime }) => startTime,
  end_time: ({ endTime }) => endTime,
  duration_ms: ({ durationMs }) => durationMs,
  data_fingerprint: ({ data }) => data?.fingerprint ?? null,
  data_rows: ({ data }) => data?.rows ?? null,
  bundle_digest: ({ bundleDigest }) => bundleDigest,
  gates_passed: ({ passed }) => passed,
  error: ({ error }) => error,
};

/** The entities, in the order of MLflow's own tables, each with a prefix of its columns. */
const ENTITIES = ['metrics', 'params', 'tags'] as const;

/**
 * Runs as CSV (RFC 4180, a line break alone at the end of each row): a row a run, and a column for each metric, param and
 * tag that one of them has, `metrics.KEY`, `params.KEY` and `tags.KEY`.
 */
export function* runsCsv(runs: readonly RunSummary[]): Generator<string, void> {
  const keys = ENTITIES.flatMap((entity) => {
    const all = new Set(runs.flatMap((run) => Object.keys(run[entity])));
    return [...all].map((key) => ({ entity, key }));
  });
  yield csvLine([...Object.keys(ATTRIBUTES), ...keys.map(({ entity, key }) => `${entity}.${key}`)]);
  for (const run of runs) {
    const attributes = Object.values(ATTRIBUTES).map((read) => read(run));
    yield csvLine([...attributes, ...keys.map(({ entity, key }) => run[entity][key] ?? null)]);
  }
}

/**
 * Every point of every metric as CSV: epoch by epoch, and behind the last one the figures of the finished model.
 *
 * @param folders the folders of runs
 */
export async function* seriesCsv(folders: readonly string[]): AsyncGenerator<string, void> {
  yield csvLine(['run_id', 'metric', 'step', 'time', 'value']);
  for (const folder of folders) {
    const { start, points } = await followJournal(folder).read();
    for (const { key, step, time, value } of points) {
      yield csvLine([start?.id ?? null, key, step, new Date(time).toISOString(), value]);
    }
  }
}

function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${toCsvRow(cells.map((cell) => (cell === null ? null : String(cell))))}\n`;
}
