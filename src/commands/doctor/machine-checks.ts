import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { quantity } from '../../foundation/quantity.ts';
import { memoryForTraining } from '../../pipeline/workflows/memory-budget.ts';
import { formatBytes } from '../../terminal/format.ts';
import type { Finding } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';
import { projectRoot } from '../project-files.ts';
import type { Check } from './check.ts';

/** What a training on the survey holds at most. */
const TRAINING_BYTES = memoryForTraining(250_000);
/** What split rows, checkpoints and a few runs take. */
const DISK_BYTES = 100e6;

export interface Memory {
  readonly totalBytes: number;
  /** What a control group allows; 0 or more than the total where it allows all. */
  readonly limitBytes: number;
  readonly processors: number;
}

/** What is under the program: Node, the program itself, processors, memory and disk. */
export const MACHINE_CHECKS: readonly Check[] = [
  { name: 'node', find: async (context) => judgeNode(process.versions.node, await neededNode(context)) },
  {
    name: 'program',
    find: ({ version, packageRoot }) => ({ state: 'ok', value: `diabetes-mlops ${version}`, detail: packageRoot }),
  },
  {
    name: 'memory',
    find: () =>
      judgeMemory({
        totalBytes: totalmem(),
        limitBytes: process.constrainedMemory(),
        processors: availableParallelism(),
      }),
  },
  {
    name: 'disk',
    find: async (context) => {
      const { bavail, bsize } = await statfs(projectRoot(context));
      return judgeDisk(bavail * bsize);
    },
  },
];

/** @param needed the least version, as in `20.19.0` */
export function judgeNode(version: string, needed: string): Finding {
  const have = numbersOf(version);
  const need = numbersOf(needed);
  const place = need.findIndex((number, i) => number !== have[i]);
  if (place < 0 || have[place]! > need[place]!) return { state: 'ok', value: version };
  return { state: 'problem', value: `${version} is too old: ${needed} or newer is needed`, fix: 'nvm install --lts' };
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}

export function judgeMemory({ totalBytes, limitBytes, processors }: Memory): Finding {
  const isLimited = limitBytes > 0 && limitBytes < totalBytes;
  const bytes = isLimited ? limitBytes : totalBytes;
  const origin = isLimited ? ` (the limit of the container; the machine has ${formatBytes(totalBytes)})` : '';
  const value = `${formatBytes(bytes)}${origin}, ${quantity(processors, 'processor')}`;
  const need = `training with the default params needs ${formatBytes(TRAINING_BYTES)}`;
  if (bytes >= TRAINING_BYTES) return { state: 'ok', value: `${value}; ${need}` };
  return {
    state: 'note',
    value: `${value}: ${need}`,
    fix: 'diabetes train --set data.synthetic_rows=20000',
  };
}

export function judgeDisk(freeBytes: number): Finding {
  const value = `${formatBytes(freeBytes)} free`;
  if (freeBytes >= DISK_BYTES) return { state: 'ok', value };
  return {
    state: 'problem',
    value: `${value}: rows, runs and a model need ${formatBytes(DISK_BYTES)}`,
    fix: 'Free some space, or work in a folder on another disk.',
  };
}

async function neededNode({ packageRoot }: CommandContext): Promise<string> {
  const text = await readFile(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { engines: { node: string } }).engines.node.replace('>=', '');
}
