import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiabetesError } from '../../foundation/errors.ts';
import type { DataSource } from '../../pipeline/workflows/pull-data.ts';
import type { CommandContext } from '../command-context.ts';

/** A source that is ready to be read. */
interface OpenSource {
  readonly source: DataSource;
  /** What it is called in results: the URL, or the absolute path. */
  readonly name: string;
  /** Ends its connections. */
  readonly close: () => Promise<void>;
}

/**
 * What --from means: an http or https URL, a file URL, or a path.
 *
 * @throws DiabetesError USAGE for a URL of another kind, or with a password in it
 */
export async function openSource(from: string, { cwd, environment }: CommandContext): Promise<OpenSource> {
  const isUrl = /^([a-z][a-z0-9+.-]*:\/\/|file:)/i.test(from);
  if (!isUrl) return fileSource(resolve(cwd, from));
  const url = parsed(from);
  if (url.protocol === 'file:') return fileSource(pathOf(url));
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refusal(`--from is a URL of the kind ${url.protocol}`, 'Give an http:, https: or file: URL, or a path.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refusal(
      '--from holds a name or a password, which would be told in messages and kept beside the part',
      'Download the file with a program that signs in, and name that file.',
    );
  }
  const { createHttpClient } = await import('../../foundation/download/http-client.ts');
  const { PATIENT } = await import('../../foundation/download/download.ts');
  const { get, close } = createHttpClient({ environment });
  // What stands behind # is not asked for.
  url.hash = '';
  return { source: { kind: 'url', url: url.href, get, retry: PATIENT }, name: url.href, close };
}

function fileSource(path: string): OpenSource {
  return { source: { kind: 'file', path }, name: path, close: () => Promise.resolve() };
}

function parsed(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw refusal(`--from is no valid URL: ${text}`, 'Write it as https://host/path.');
}

function pathOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refusal(`--from is a file URL that names no file here: ${reason}`, 'Give the path instead.');
  }
}

function refusal(message: string, hint: string): DiabetesError {
  return new DiabetesError('USAGE', message, { hint });
}
