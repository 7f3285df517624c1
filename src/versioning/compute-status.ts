import { isAbsolute, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openCache } from './cache.ts';
import { compareParams, paramFilesOf } from './compare-params.ts';
import { createHasher } from './content-hash.ts';
import type { RecordedPath, StageDefinition } from './dvc-files.ts';
import type { DvcFinding, DvcStatus } from './dvc-status.ts';
import { createIgnoreRules } from './ignore-rules.ts';
import type { DataEntry, Inventory, StageEntry } from './inventory.ts';
import { refuseWhatOnlyDvcKnows } from './only-dvc.ts';

/** Where the repository is, where paths are told from, and what ends the work. */
export interface StatusPlace {
  readonly dvcRoot: string;
  readonly from: string;
  readonly signal: AbortSignal;
}

/** A path that a stage or a .dvc file makes, and whether DVC keeps a copy of it. */
interface Out {
  readonly path: string;
  readonly isKept: boolean;
}

type Compare = (path: string, recorded: RecordedPath | undefined) => Promise<string | undefined>;
type CompareOut = (out: Out, recorded: RecordedPath | undefined) => Promise<string | undefined>;

/** How one path is held against what was recorded of it, and how it is told. */
interface Judge {
  readonly dep: Compare;
  readonly out: CompareOut;
  readonly tell: (path: string) => string;
}

/**
 * Does what `dvc status --json` does, without DVC: reads the checksums in dvc.lock and .dvc files and holds them against
 * those of the files that are there.
 *
 * @throws DiabetesError TOOL_MISSING where something can be judged by DVC alone, PATH_NOT_FOUND where a file may not be read
 */
export async function computeStatus(inventory: Inventory, place: StatusPlace): Promise<DvcStatus> {
  refuseWhatOnlyDvcKnows(inventory);
  const judgeIn = await createJudges(place);
  const status: Record<string, readonly DvcFinding[]> = {};
  for (const stage of inventory.stages) status[stage.address] = await judgeStage(stage, judgeIn(stage.folder));
  for (const entry of inventory.data) status[entry.address] = await judgeData(entry, judgeIn(entry.folder));
  return Object.fromEntries(Object.entries(status).filter(([, findings]) => findings.length > 0));
}

async function createJudges({ dvcRoot, from, signal }: StatusPlace): Promise<(folder: string) => Judge> {
  const isIgnored = createIgnoreRules(dvcRoot, ['.dvcignore']);
  const hash = createHasher(isIgnored, signal);
  const isCached = await openCache(dvcRoot);
  const compare: Compare = async (path, recorded) => {
    const md5 = await hash(path);
    if (md5 === undefined) return 'deleted';
    return md5 === recorded?.md5 ? undefined : 'modified';
  };
  return (folder) => ({
    dep: (path, recorded) => compare(resolve(folder, path), recorded),
    out: async ({ path, isKept }, recorded) => {
      if (isKept && recorded?.md5 !== undefined && !(await isCached(recorded.md5))) return 'not in cache';
      const place = resolve(folder, path);
      return isIgnored(place, false) ? 'deleted' : compare(place, recorded);
    },
    tell: (path) => (isAbsolute(path) ? path : relative(from, resolve(folder, path))),
  });
}

async function judgeStage({ definition, lock, folder }: StageEntry, judge: Judge): Promise<readonly DvcFinding[]> {
  const deps: Record<string, string | Readonly<Record<string, string>>> = {};
  const outs: Record<string, string> = {};
  // What a frozen stage is made from is of no interest until it is thawed.
  if (!definition.frozen) {
    for (const path of definition.deps) {
      const change = await judge.dep(path, recordOf(lock?.deps, path));
      if (change !== undefined) deps[judge.tell(path)] = change;
    }
    for (const [file, keys] of paramFilesOf(definition)) {
      const change = await compareParams(resolve(folder, file), keys, lock?.params[file]);
      if (Object.keys(change).length > 0) deps[judge.tell(file)] = change;
    }
  }
  for (const out of outsOf(definition)) {
    const change = await judge.out(out, recordOf(lock?.outs, out.path));
    if (change !== undefined) outs[judge.tell(out.path)] = change;
  }
  const isOtherCommand = lock !== undefined && !isDeepStrictEqual(lock.cmd, definition.cmd);
  return [
    ...(isEmpty(deps) ? [] : [{ 'changed deps': deps }]),
    ...(isEmpty(outs) ? [] : [{ 'changed outs': outs }]),
    ...(definition.always_changed ? ['always changed'] : []),
    ...(isOtherCommand ? ['changed command'] : []),
  ];
}

async function judgeData({ content }: DataEntry, judge: Judge): Promise<readonly DvcFinding[]> {
  const outs: Record<string, string> = {};
  for (const recorded of content.outs) {
    const change = await judge.out({ path: recorded.path, isKept: recorded.cache !== false }, recorded);
    if (change !== undefined) outs[judge.tell(recorded.path)] = change;
  }
  return isEmpty(outs) ? [] : [{ 'changed outs': outs }];
}

function recordOf(records: readonly RecordedPath[] | undefined, path: string): RecordedPath | undefined {
  return records?.find((record) => record.path === path);
}

function outsOf({ outs, metrics, plots }: StageDefinition): readonly Out[] {
  return [...outs, ...metrics, ...plots].flatMap((out) =>
    typeof out === 'string'
      ? [{ path: out, isKept: true }]
      : Object.entries(out).map(([path, flags]) => ({ path, isKept: flags?.cache !== false })),
  );
}

function isEmpty(record: object): boolean {
  return Object.keys(record).length === 0;
}
