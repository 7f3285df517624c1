import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { paramFilesOf } from './compare-params.ts';
import type { DvcFinding, DvcStatus } from './dvc-status.ts';
import type { DataEntry, Inventory, StageEntry } from './inventory.ts';

/** What happened to something since it was recorded; `not-in-cache`: it is there, and DVC has lost its own copy. */
export type Change = 'modified' | 'deleted' | 'new' | 'not-in-cache';

/** Why a stage is stale. Params without a key are the whole file; `always` is a stage that is never fresh. */
export type StaleReason =
  | { readonly kind: 'dep' | 'out'; readonly path: string; readonly change: Change }
  | { readonly kind: 'param'; readonly path: string; readonly key?: string; readonly change: Change }
  | { readonly kind: 'command'; readonly change: 'modified' }
  | { readonly kind: 'always' };

export interface StageStatus {
  readonly name: string;
  readonly state: 'fresh' | 'stale' | 'never-run';
  readonly reasons: readonly StaleReason[];
}

export interface DataStatus {
  readonly path: string;
  readonly state: 'ok' | 'modified' | 'missing' | 'not-in-cache';
}

/** Where a repository's stages and data stand. */
export interface WorkspaceStatus {
  readonly stages: readonly StageStatus[];
  readonly data: readonly DataStatus[];
}

/**
 * Every stage and data file of a repository, with what DVC's status says about it.
 *
 * @param from the folder that paths are told from
 */
export function describeStatus({ stages, data }: Inventory, status: DvcStatus, from: string): WorkspaceStatus {
  const known = new Set([...stages, ...data].map(({ address }) => address));
  // What a template makes is not in the files before it has run.
  const others = Object.keys(status).filter((address) => !known.has(address));
  return {
    stages: [
      ...stages.map((stage) => describeStage(stage, status[stage.address] ?? [], from)),
      ...others.map((name): StageStatus => ({ name, state: 'never-run', reasons: [] })),
    ],
    data: data.flatMap((entry) => describeData(entry, status[entry.address] ?? [], from)),
  };
}

function describeStage(stage: StageEntry, findings: readonly DvcFinding[], from: string): StageStatus {
  const { address: name, definition, folder, lock } = stage;
  // Everything is new to such a stage: that it has never run says it all.
  if (lock === undefined) return { name, state: 'never-run', reasons: [] };
  const paramFiles = [...paramFilesOf(definition).keys()].map((file) => relative(from, resolve(folder, file)));
  const reasons = findings.flatMap((finding): readonly StaleReason[] => {
    if (finding === 'always changed') return [{ kind: 'always' }];
    if (typeof finding === 'string') return [{ kind: 'command', change: 'modified' }];
    const outs = outsOf(finding, from).map(({ path, change }): StaleReason => ({ kind: 'out', path, change }));
    return [...inputsOf(finding, paramFiles), ...outs];
  });
  return { name, state: reasons.length === 0 ? 'fresh' : 'stale', reasons };
}

/** DVC counts params among the deps. */
function inputsOf(finding: Exclude<DvcFinding, string>, paramFiles: readonly string[]): readonly StaleReason[] {
  return Object.entries(finding['changed deps'] ?? {}).flatMap(([path, change]): readonly StaleReason[] => {
    if (typeof change === 'string') {
      return [{ kind: paramFiles.includes(path) ? 'param' : 'dep', path, change: changeOf(change) }];
    }
    return Object.entries(change).map(([key, word]) => ({ kind: 'param', path, key, change: changeOf(word) }));
  });
}

const STATES = { modified: 'modified', new: 'modified', deleted: 'missing', 'not-in-cache': 'not-in-cache' } as const;

function describeData({ content, folder }: DataEntry, findings: readonly DvcFinding[], from: string) {
  const changed = new Map(
    findings.flatMap((finding) => outsOf(finding, from)).map(({ path, change }) => [path, change]),
  );
  return content.outs.map(({ path: named }): DataStatus => {
    const path = relative(from, resolve(folder, named));
    const change = changed.get(path);
    return { path, state: change === undefined ? 'ok' : STATES[change] };
  });
}

function outsOf(finding: DvcFinding, from: string): readonly { readonly path: string; readonly change: Change }[] {
  const outs = typeof finding === 'string' ? {} : (finding['changed outs'] ?? {});
  return Object.entries(outs).map(([path, word]) => {
    // DVC says so of what only its cache lacks, and of what is nowhere.
    if (word !== 'not in cache') return { path, change: changeOf(word) };
    return { path, change: existsSync(resolve(from, path)) ? 'not-in-cache' : 'deleted' };
  });
}

function changeOf(word: string): Change {
  return word === 'deleted' || word === 'new' ? word : 'modified';
}
