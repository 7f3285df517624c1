import { DiabetesError } from '../foundation/errors.ts';
import { nearestName } from '../foundation/nearest-name.ts';
import { quantity } from '../foundation/quantity.ts';
import type { ToolRunner } from '../foundation/run-tool.ts';
import { CONFIG_ARGS, pullArgs, pushArgs } from './dvc-command.ts';

/** The remotes of a DVC repository. */
export interface Remotes {
  readonly names: readonly string[];
  readonly default?: string;
}

/** How many files went to a remote. */
export interface Pushed {
  readonly remote: string;
  readonly pushed: number;
}

/** How many files came from a remote, and how many of the workspace's changed by that. */
export interface Fetched {
  readonly remote: string;
  readonly fetched: number;
  readonly added: number;
  readonly modified: number;
  readonly deleted: number;
}

/**
 * Sends what DVC's cache holds to a remote.
 *
 * @param named the remote; the default one when left out
 * @throws DiabetesError NOT_CONFIGURED, TOOL_MISSING, TOOL_FAILED; this, too, where a file is in no cache and on no remote
 */
export async function pushData(dvc: ToolRunner, named: string | undefined): Promise<Pushed> {
  const remote = await chooseRemote(dvc, named);
  const { stdout, stderr } = await dvc(pushArgs(remote));
  const { pushed } = parseSummary(stdout);
  const absent = parseAbsent(stderr);
  // DVC itself only warns and ends with 0.
  if (absent > 0) {
    const sent = `${quantity(pushed, 'file')} pushed to ${remote}`;
    throw new DiabetesError(
      'TOOL_FAILED',
      `dvc push left out ${quantity(absent, 'file')} that DVC's cache lacks; ${sent}`,
      {
        hint: 'Run `diabetes data status` to see which.',
      },
    );
  }
  return { remote, pushed };
}

/**
 * Brings what a remote holds into DVC's cache and into the workspace.
 *
 * @param named the remote; the default one when left out
 * @throws DiabetesError NOT_CONFIGURED, TOOL_MISSING, TOOL_FAILED
 */
export async function fetchData(dvc: ToolRunner, named: string | undefined): Promise<Fetched> {
  const remote = await chooseRemote(dvc, named);
  const { stdout } = await dvc(pullArgs(remote));
  const { fetched, added, modified, deleted } = parseSummary(stdout);
  return { remote, fetched, added, modified, deleted };
}

async function chooseRemote(dvc: ToolRunner, named: string | undefined): Promise<string> {
  const { stdout } = await dvc(CONFIG_ARGS);
  const { names, default: usual } = parseRemotes(stdout);
  if (names.length === 0) {
    throw new DiabetesError('NOT_CONFIGURED', 'there is no DVC remote to keep data on', {
      hint: 'Name a folder or an address: dvc remote add -d storage <url>',
    });
  }
  const remote = named ?? usual;
  if (remote === undefined) {
    throw new DiabetesError('NOT_CONFIGURED', `none of the DVC remotes is the default: ${names.join(', ')}`, {
      hint: `Make one the default (dvc remote default ${names[0]!}), or name it with --remote.`,
    });
  }
  if (names.includes(remote)) return remote;
  throw new DiabetesError('NOT_CONFIGURED', `there is no DVC remote ${remote}`, {
    hint: `Did you mean ${nearestName(remote, names) ?? names.join(' or ')}?`,
  });
}

/** The remotes in what `dvc config --list` prints, such as `remote.storage.url=/mnt/data` and `core.remote=storage`. */
export function parseRemotes(config: string): Remotes {
  const names = [...config.matchAll(/^remote\.(.+)\.url=/gm)].map(([, name]) => name!);
  const usual = /^core\.remote=(.+)$/m.exec(config)?.[1];
  return { names: [...new Set(names)], ...(usual === undefined ? {} : { default: usual }) };
}

const COUNTED = ['pushed', 'fetched', 'added', 'modified', 'deleted'] as const;
type Counted = (typeof COUNTED)[number];

/** The counts in the last line of `dvc push` and `dvc pull`: `1 file fetched and 2 files added`; what is not named is 0. */
export function parseSummary(stdout: string): Readonly<Record<Counted, number>> {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  const count = (what: Counted): number => Number(new RegExp(`(\\d+) files? ${what}\\b`).exec(line)?.[1] ?? 0);
  return Object.fromEntries(COUNTED.map((what) => [what, count(what)])) as Record<Counted, number>;
}

/** How many checksums follow DVC's warning of files that are neither in the cache nor on the remote. */
export function parseAbsent(stderr: string): number {
  const [, list = ''] = stderr.split('Missing cache files:');
  return list.match(/^md5: [0-9a-f]{32}(\.dir)?$/gm)?.length ?? 0;
}
