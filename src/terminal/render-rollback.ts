import type { ListedVersion } from '../tracking/registry/list-models.ts';
import type { Style } from './style.ts';

/** What `track rollback --json` prints. */
export interface RollbackDocument {
  readonly schemaVersion: 1;
  readonly command: 'track rollback';
  readonly server: string;
  /** Of the registered model. */
  readonly name: string;
  readonly alias: string;
  readonly from: ListedVersion;
  readonly to: ListedVersion;
}

/** From which version to which the alias has gone. */
export function renderRollback({ name, alias, from, to }: RollbackDocument, style: Style): string {
  const run = to.runId === null ? '' : `, the model of the run ${style.accent(to.runId.slice(0, 8))},`;
  return `${style.strong(`${name} version ${to.version}`)}${run} is ${style.strong(alias)} again, in the place of version ${from.version}.`;
}
