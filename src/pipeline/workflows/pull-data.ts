import { download, type RetryPolicy } from '../../foundation/download/download.ts';
import type { HttpGet } from '../../foundation/download/http-client.ts';
import { removePart } from '../../foundation/download/part-file.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { underLock } from '../../foundation/folder-lock.ts';
import type { Digest } from '../../foundation/hashing.ts';
import { quantity } from '../../foundation/quantity.ts';
import { progressReporter } from './progress-reporter.ts';
import { digestOfFile, installData, type InstallOptions } from './install-data.ts';
import { createStageRunner } from './stages.ts';

/** Where data come from: an http or https URL and what asks for it, or a file. */
export type DataSource =
  | { readonly kind: 'url'; readonly url: string; readonly get: HttpGet; readonly retry: RetryPolicy }
  | { readonly kind: 'file'; readonly path: string };

export interface PullDataOptions extends InstallOptions {
  readonly source: DataSource;
}

/** The CSV at `out`. */
export interface PulledData extends Digest {
  /** Whether it was there before, byte for byte. */
  readonly unchanged: boolean;
  /** How many bytes an earlier, interrupted download had left. */
  readonly resumedFrom?: number;
}

/** Where a download to `out` is gathered. */
export function partPathOf(out: string): string {
  return `${out}.part`;
}

/**
 * Puts a data set in its place: downloaded where it is at a URL, unpacked, and checked before it replaces anything.
 *
 * @throws DiabetesError for a source that cannot be read, content that is not the survey's, or a place that is taken; the
 *   signal's reason when it aborts. What has come of a download stays in `out.part`, unless its content is wrong
 */
export async function pullData(options: PullDataOptions): Promise<PulledData> {
  const { source, out, sha256 } = options;
  const existing = await digestOfFile(out);
  if (existing !== undefined && existing.sha256 === sha256) return { ...existing, unchanged: true };
  const install = (path: string, name: string) => installData({ path, name, existing }, options);
  if (source.kind === 'file') return install(source.path, source.path);
  const part = partPathOf(out);
  return underLock(out, async () => {
    const { resumedFrom } = await fetchPart(source, options);
    const installed = await install(part, source.url).catch(async (error: unknown) => {
      if (error instanceof DiabetesError && error.code === 'INVALID_DATA') await removePart(part);
      throw error;
    });
    await removePart(part);
    return { ...installed, ...(resumedFrom === undefined ? {} : { resumedFrom }) };
  });
}

async function fetchPart(
  { url, get, retry }: Extract<DataSource, { kind: 'url' }>,
  { out, report, clock, signal }: PullDataOptions,
) {
  return createStageRunner(report, clock)('download', 'Downloading', async () => {
    const value = await download({
      url,
      part: partPathOf(out),
      get,
      retry,
      now: clock.now,
      onBytes: progressReporter('download', report, 'byte'),
      onRetry: (reason, waitMs) => {
        const message = `${reason}; trying again in ${quantity(Math.ceil(waitMs / 1000), 'second')}`;
        report({ type: 'notice', level: 'warning', code: 'download-retried', message });
      },
      ...(signal === undefined ? {} : { signal }),
    });
    return { value, summary: quantity(value.bytes, 'byte') };
  });
}
