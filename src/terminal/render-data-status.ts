import { join, relative } from 'node:path';
import type { Change, DataStatus, StageStatus, StaleReason } from '../versioning/describe-status.ts';
import type { RepositoryStatus } from '../versioning/read-status.ts';
import { shellPath, shellWord } from './shell-words.ts';
import type { Style } from './style.ts';
import { alignColumns } from './table.ts';

/** What `data status --json` prints; paths start from the root. */
export interface DataStatusDocument extends RepositoryStatus {
  readonly schemaVersion: 1;
  readonly command: 'data status';
  /** The project's root. */
  readonly root: string;
}

/** Each stage and data file in a line, with why it is stale; and below what to type. */
export function renderDataStatus(document: DataStatusDocument, cwd: string, style: Style): string {
  const { source, stages, data } = document;
  const lines = alignColumns([
    ...stages.map((stage) => [stage.name, stateOfStage(stage, style), stage.reasons.map(describeReason).join('; ')]),
    ...data.map(({ path, state }) => [path, stateOfData(state, style)]),
  ]);
  const advice = adviceFor(document, cwd).map(([command, does]) => [`  ${style.accent(command)}`, style.muted(does)]);
  return [
    ...(lines.length === 0 ? ['DVC keeps nothing here yet.'] : lines),
    ...(advice.length === 0 ? [] : ['', ...alignColumns(advice)]),
    ...(source === 'files' ? ['', style.muted('dvc is not installed: read from dvc.lock and the .dvc files.')] : []),
  ].join('\n');
}

function stateOfStage({ state }: StageStatus, style: Style): string {
  if (state === 'fresh') return style.good('fresh');
  return style.warning(state === 'stale' ? 'stale' : 'never run');
}

function stateOfData(state: DataStatus['state'], style: Style): string {
  if (state === 'ok') return style.good('unchanged');
  return style.warning(state === 'not-in-cache' ? "not in DVC's cache" : state);
}

function describeReason(reason: StaleReason): string {
  switch (reason.kind) {
    case 'always':
      return 'it runs every time';
    case 'command':
      return 'its command has changed';
    case 'dep':
      return `its input ${reason.path} ${HAPPENED[reason.change]}`;
    case 'out':
      return `its output ${reason.path} ${HAPPENED[reason.change]}`;
    case 'param':
      return `${nameOfParam(reason)} ${HAPPENED[reason.change]}`;
  }
}

const HAPPENED: Readonly<Record<Change, string>> = {
  modified: 'has changed',
  deleted: 'is missing',
  new: 'is new',
  'not-in-cache': "is not in DVC's cache",
};

function nameOfParam({ key, path }: Extract<StaleReason, { kind: 'param' }>): string {
  if (key === undefined) return path;
  return path === 'params.yaml' ? `param ${key}` : `param ${key} of ${path}`;
}

/** What to type for all that is not as it should be, and what it does. */
function adviceFor(
  { root, stages, data }: DataStatusDocument,
  cwd: string,
): readonly (readonly [command: string, does: string])[] {
  const stale = stages.filter(({ state }) => state !== 'fresh');
  const changed = data.filter(({ state }) => state === 'modified' || state === 'not-in-cache');
  if (stages.length + data.length === 0) return [['diabetes data version FILE', 'lets DVC keep a data file']];
  return [
    ...(data.some(({ state }) => state === 'missing')
      ? [['diabetes data fetch', 'brings what is missing'] as const]
      : []),
    ...changed.map(
      ({ path }) => [`diabetes data version ${shellPath(join(root, path), cwd)}`, 'keeps it as it is now'] as const,
    ),
    ...(stale.length === 0 ? [] : [[reproCommand(stale, relative(cwd, root)), 'runs what is out of date'] as const]),
  ];
}

/** DVC looks for dvc.yaml in the current folder, and below it only when told so. */
function reproCommand(stale: readonly StageStatus[], root: string): string {
  const place = root === '' ? '' : `--cd ${shellWord(root)} `;
  return `dvc ${place}repro${stale.some(({ name }) => name.includes(':')) ? ' --all-pipelines' : ''}`;
}
