import { describe } from '@jest/globals';

/**
 * A group of tests that need something of the machine. Where it is missing they are skipped, and the title says why.
 *
 * @param missing what is not there, or undefined where all is
 */
export function describeWith(missing: string | undefined, title: string, body: () => void): void {
  if (missing === undefined) describe(title, body);
  else describe.skip(`${title} [${missing}]`, body);
}
