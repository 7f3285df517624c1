import { followLinks } from '../foundation/file-places.ts';

/** Whether two paths name the same file, whatever links lead there, and whether it exists or not. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  return (await followLinks(one)) === (await followLinks(other));
}
