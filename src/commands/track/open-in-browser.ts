import { DiabetesError } from '../../foundation/errors.ts';
import type { CommandContext } from '../command-context.ts';

/** What opens an address or a file, on the systems where it is there. */
const OPENERS: readonly (readonly [program: string, ...args: string[]])[] = [['xdg-open'], ['open'], ['wslview']];

/**
 * Shows an address or a file in the browser.
 *
 * @throws DiabetesError TOOL_MISSING where nothing here opens one, TOOL_FAILED where that does not work
 */
export async function openInBrowser(target: string, { runProcess }: Pick<CommandContext, 'runProcess'>): Promise<void> {
  for (const opener of OPENERS) {
    const { exitCode, isMissing } = await runProcess([...opener, target], { timeoutMs: 10_000 });
    if (isMissing === true) continue;
    if (exitCode === 0) return;
    throw new DiabetesError('TOOL_FAILED', `${opener[0]} cannot open ${target}`, {
      hint: 'Open it in a browser yourself.',
    });
  }
  throw new DiabetesError('TOOL_MISSING', `nothing here opens ${target} in a browser`, {
    hint: 'Open it in one yourself.',
  });
}
