import { existsSync, realpathSync } from 'node:fs';

/** Whether writing to `output` would overwrite `input`, whatever links lead there. */
export function isSameFile(input: string, output: string): boolean {
  return existsSync(input) && existsSync(output) && realpathSync(input) === realpathSync(output);
}
