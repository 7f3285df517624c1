import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** Whether a path below the root is to be passed over, by itself or by a folder that it is in. */
export type IsIgnored = (path: string, isFolder: boolean) => boolean;

interface Rule {
  readonly pattern: RegExp;
  readonly isNegated: boolean;
  readonly onlyFolders: boolean;
}

/** What DVC never looks into, whatever the files of rules say. */
const ALWAYS = ['.git', '.hg/', '.dvc/'];

/**
 * The rules of a tree's ignore files in the form of gitignore (https://git-scm.com/docs/gitignore): the last rule that
 * matches decides, and those of a subfolder come after those above it. Each file is read once.
 *
 * @param names the files of rules, such as `.dvcignore`
 */
export function createIgnoreRules(root: string, names: readonly string[]): IsIgnored {
  const rulesByFolder = new Map<string, readonly Rule[]>();
  const rulesOf = (folder: string): readonly Rule[] => {
    const known = rulesByFolder.get(folder);
    if (known !== undefined) return known;
    const lines = names.flatMap((name) => readLines(join(folder, name)));
    const rules = [...(folder === root ? ALWAYS : []), ...lines].flatMap(parseRule);
    rulesByFolder.set(folder, rules);
    return rules;
  };
  const isIgnored: IsIgnored = (path, isFolder) => {
    const way = relative(root, path);
    if (way === '' || way.startsWith('..')) return false;
    if (isIgnored(dirname(path), true)) return true;
    let ignored = false;
    for (const folder of foldersDownTo(root, dirname(path))) {
      const below = relative(folder, path).split(sep).join('/');
      for (const { pattern, isNegated, onlyFolders } of rulesOf(folder)) {
        if ((isFolder || !onlyFolders) && pattern.test(below)) ignored = !isNegated;
      }
    }
    return ignored;
  };
  return isIgnored;
}

function foldersDownTo(root: string, folder: string): readonly string[] {
  return folder === root ? [root] : [...foldersDownTo(root, dirname(folder)), folder];
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}

function parseRule(line: string): readonly Rule[] {
  const text = line.replace(/(?<!\\) +$/, '');
  if (text === '' || text.startsWith('#')) return [];
  const isNegated = text.startsWith('!');
  const glob = text.slice(isNegated ? 1 : 0);
  const onlyFolders = glob.endsWith('/');
  const body = onlyFolders ? glob.slice(0, -1) : glob;
  const anywhere = body.includes('/') ? '' : '(?:.*/)?';
  const pattern = new RegExp(`^${anywhere}${globSource(body.replace(/^\//, ''))}$`, 's');
  return [{ pattern, isNegated, onlyFolders }];
}

const GLOB_PARTS = /\*\*\/|\/\*\*$|\*+|\?|\[!?\]?[^\]]*\]|\\.|[^]/g;

/** A glob as the source of a regular expression. */
function globSource(glob: string): string {
  return glob.replace(GLOB_PARTS, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '/**') return '/.*';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 2 && part.startsWith('[')) return part.replace(/^\[!/, '[^').replace(/(?<=.)\\/g, '\\\\');
    return part.replace(/^\\(?=.)/, '').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
}
