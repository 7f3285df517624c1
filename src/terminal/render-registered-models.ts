import { formatMetric } from '../pipeline/evaluation/metric-titles.ts';
import type { ListedModel, ListedVersion } from '../tracking/registry/list-models.ts';
import { fitTable, oneLine, type RankedColumn } from './fit-table.ts';
import { formatAgo } from './format.ts';
import type { Style } from './style.ts';

/** What `track models --json` prints. */
export interface RegisteredModelsDocument {
  readonly schemaVersion: 1;
  readonly command: 'track models';
  readonly server: string;
  readonly models: readonly ListedModel[];
}

interface Look {
  readonly style: Style;
  /** How many characters a line may have; infinite where it goes to a file or another program. */
  readonly width: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The name of a model may be any text; a longer one is cut on a terminal. */
const LONGEST_NAME = 30;

/** A line a version, the newest of each model first; and below what is not shown. */
export function renderRegisteredModels({ server, models }: RegisteredModelsDocument, look: Look): string {
  const { style, width } = look;
  const rows = models.flatMap(({ name, versions }) => versions.map((version) => ({ name, version })));
  const empty = models.filter(({ versions }) => versions.length === 0).map(({ name }) => name);
  if (rows.length === 0) return `No model is registered at ${server}; \`diabetes track promote\` registers one.`;
  const { text, leftOut } = fitTable(columnsOf(rows, look), width, style);
  const notes = [
    ...(empty.length > 0 ? [`Without a version: ${empty.join(', ')}.`] : []),
    ...(leftOut.length > 0 ? [`Not enough room for: ${leftOut.join(', ')}.`] : []),
  ];
  return [text, ...(notes.length > 0 ? ['', ...notes.map(style.muted)] : [])].join('\n');
}

interface Row {
  readonly name: string;
  readonly version: ListedVersion;
}

function columnsOf(rows: readonly Row[], { style, width, now }: Look): readonly RankedColumn[] {
  const longest = width === Infinity ? Infinity : LONGEST_NAME;
  const text = (value: string | null): string =>
    value === null || value === '' ? style.muted('-') : oneLine(value, longest, style);
  const metric = (key: string, rank: number): RankedColumn => ({
    ...{ title: key, rank, align: 'right' },
    cells: rows.map(({ version: { metrics } }) =>
      metrics[key] === undefined ? style.muted('-') : formatMetric(key, metrics[key]),
    ),
  });
  const column = (title: string, rank: number, cellOf: (version: ListedVersion) => string): RankedColumn => ({
    ...{ title, rank, cells: rows.map(({ version }) => cellOf(version)) },
  });
  return [
    { title: 'model', rank: 0, cells: rows.map(({ name }) => text(name)) },
    { ...column('version', 0, ({ version }) => version), align: 'right' },
    column('aliases', 1, ({ aliases }) => (aliases.length === 0 ? text(null) : style.strong(text(aliases.join(', '))))),
    column('run', 2, ({ runId }) => (runId === null ? text(null) : style.accent(runId.slice(0, 8)))),
    column('digest', 6, ({ bundleDigest }) => text(bundleDigest?.slice(0, 12) ?? null)),
    metric('roc_auc_any', 3),
    metric('log_loss', 5),
    metric('macro_f1', 7),
    column('promoted', 4, ({ promotedAt }) => (promotedAt === null ? text(null) : ago(now - Date.parse(promotedAt)))),
    column('by', 8, ({ promotedBy }) => text(promotedBy)),
  ];
}

/** A tag that somebody has changed may be no time. */
function ago(elapsedMs: number): string {
  return Number.isNaN(elapsedMs) ? '-' : formatAgo(elapsedMs);
}
