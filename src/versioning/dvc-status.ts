import * as z from 'zod';
import { DiabetesError } from '../foundation/errors.ts';

/** What is not as it was recorded, in the form of `dvc status --json`: by stage or `.dvc` file; what is fresh is not named. */
export type DvcStatus = Readonly<Record<string, readonly DvcFinding[]>>;

/** `changed command`, `always changed`, or what happened to paths. */
export type DvcFinding = z.infer<typeof finding>;

/** By path `modified`, `deleted`, `new` or `not in cache`; in a file of params by key. */
const finding = z.union([
  z.string(),
  z.object({
    'changed deps': z.exactOptional(z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]))),
    'changed outs': z.exactOptional(z.record(z.string(), z.string())),
  }),
]);

const status = z.record(z.string(), z.array(finding));

/**
 * Reads what `dvc status --json` printed.
 *
 * @throws DiabetesError TOOL_FAILED where it is something else
 */
export function parseDvcStatus(stdout: string): DvcStatus {
  try {
    return status.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new DiabetesError('TOOL_FAILED', 'dvc status printed something else than the status of DVC 3', {
      hint: 'Compare the output of `dvc status --json`; DVC 3 is needed (`dvc --version`).',
      cause,
    });
  }
}
