import { spawnSync } from 'node:child_process';

/** Why no file system can be mounted here, or undefined where one can. */
export const missingMount =
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
    ? undefined
    : 'no file system may be mounted';
