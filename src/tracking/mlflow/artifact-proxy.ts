import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { replaceFile } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { readFailure } from '../../foundation/read-text-file.ts';
import { systemError } from '../../foundation/write-failure.ts';
import type { Answer } from './answers.ts';
import { checkArtifactPath, joinPath, withFolders, type ArtifactEntry, type ArtifactStore } from './artifact-store.ts';
import type { Transport } from './transport.ts';

const FOLDER = 'mlflow-artifacts/artifacts';

/**
 * Artifacts that the server keeps and hands out (`mlflow server --serve-artifacts`, which is the default). Bytes go through
 * as they come, however many they are.
 *
 * @param location `mlflow-artifacts:/1/<run>/artifacts`; a host in it is the server's own
 */
export function createProxyStore(location: string, transport: Transport): ArtifactStore {
  const root = location.replace(/^mlflow-artifacts:(\/\/[^/]*)?\/*/, '').replace(/\/+$/, '');
  const pathOf = (path: string): string => `/api/2.0/${FOLDER}/${encodePath(joinPath(root, checkArtifactPath(path)))}`;
  return withFolders(
    {
      list: async (path, options) =>
        transport.call(
          {
            method: 'GET',
            path: FOLDER,
            query: { path: joinPath(root, path === '' ? path : checkArtifactPath(path)) },
            task: `list the artifacts of ${joinPath(location, path)}`,
            read: (answer) => answer.list('files').map((file) => readEntry(file, path)),
          },
          options,
        ),
      uploadFile: async (file, path, options) => {
        const bytes = await sizeOf(file);
        const exchange = {
          method: 'PUT',
          path: pathOf(path),
          headers: { 'content-type': 'application/octet-stream', 'content-length': String(bytes) },
          body: () => streamFile(file, bytes),
          receive: ({ discard }: { readonly discard: () => Promise<void> }) => discard(),
          task: `upload the artifact ${path}`,
          isIdempotent: true,
        } as const;
        await transport.exchange(exchange, options);
      },
      downloadFile: async (path, file, options) =>
        transport.exchange(
          {
            method: 'GET',
            path: pathOf(path),
            receive: ({ body }) => replaceFile(file, (place) => writeFile(place, body)),
            task: `download the artifact ${joinPath(location, path)}`,
          },
          options,
        ),
    },
    location,
  );
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function readEntry(file: Answer, folder: string): ArtifactEntry {
  const path = joinPath(folder, file.text('path'));
  const isFolder = file.flag('is_dir');
  // The size of an empty file is left out.
  return isFolder ? { path, isFolder } : { path, isFolder, bytes: file.optionalInteger('file_size') ?? 0 };
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw systemError('EISDIR');
    return found.size;
  } catch (cause) {
    throw unreadableFile(file, readFailure(cause), cause);
  }
}

/** As many bytes of a file as were announced; one that grows meanwhile is sent as it was. */
function streamFile(file: string, bytes: number): Readable {
  return Readable.from(readFileBytes(file, bytes), { objectMode: false });
}

async function* readFileBytes(file: string, bytes: number): AsyncGenerator<Buffer, void> {
  let sent = 0;
  try {
    if (bytes === 0) return;
    for await (const chunk of createReadStream(file, { end: bytes - 1 })) {
      sent += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
  } catch (cause) {
    throw unreadableFile(file, readFailure(cause), cause);
  }
  if (sent < bytes) throw unreadableFile(file, 'became shorter while it was sent');
}

function unreadableFile(file: string, failure: string, cause?: unknown): DiabetesError {
  return new DiabetesError('PATH_NOT_FOUND', `the file ${file} ${failure}`, { hint: 'Check the path.', cause });
}
