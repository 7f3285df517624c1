import { quantity } from '../foundation/quantity.ts';
import type { Fetched, Pushed } from '../versioning/transfer.ts';
import type { Style } from './style.ts';

/** How many files went to which remote. */
export function renderPushed({ remote, pushed }: Pushed, style: Style): string {
  if (pushed === 0) return `${style.strong(remote)} has everything already.`;
  return `${quantity(pushed, 'file')} pushed to ${style.strong(remote)}.`;
}

/** How many files came from which remote, and what that changed in the workspace. */
export function renderFetched({ remote, fetched, added, modified, deleted }: Fetched, style: Style): string {
  const changes = Object.entries({ added, modified, deleted }).filter(([, count]) => count > 0);
  if (fetched === 0 && changes.length === 0) return `Everything is up to date with ${style.strong(remote)}.`;
  const workspace = changes.map(([change, count]) => `${count} ${change}`).join(', ');
  return `${quantity(fetched, 'file')} fetched from ${style.strong(remote)}; in the workspace: ${workspace || 'no change'}.`;
}
