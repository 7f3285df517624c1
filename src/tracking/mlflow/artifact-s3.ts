import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../../foundation/atomic-files.ts';
import type { ProcessRunner } from '../../foundation/process-runner.ts';
import { createToolRunner, type Tool } from '../../foundation/run-tool.ts';
import {
  checkArtifactPath,
  filesOf,
  joinPath,
  nothingThere,
  type ArtifactEntry,
  type ArtifactStore,
} from './artifact-store.ts';
import type { CallOptions } from './transport.ts';

const AWS: Tool = {
  program: 'aws',
  install: 'The server keeps artifacts in S3, and its clients fetch them there: pip install awscli',
  advise: (words) =>
    /Unable to locate credentials|InvalidAccessKeyId|ExpiredToken|AccessDenied|403/.test(words)
      ? 'Sign in to AWS: aws configure, or AWS_PROFILE. Or let the server hand artifacts out: --artifacts-destination.'
      : undefined,
};

/**
 * Artifacts in a bucket, which the `aws` program reaches with its own credentials and settings (AWS_PROFILE, AWS_REGION,
 * AWS_ENDPOINT_URL).
 *
 * @param location `s3://bucket/prefix`
 * @returns a store whose calls throw DiabetesError TOOL_MISSING and TOOL_FAILED
 */
export function createS3Store(location: string, run: ProcessRunner): ArtifactStore {
  const aws = createToolRunner(AWS, run);
  const root = location.replace(/\/+$/, '');
  const copy = async (argv: readonly string[], options?: CallOptions): Promise<void> => {
    await aws(['s3', 'cp', '--only-show-errors', ...argv], options);
  };
  const urlOf = (path: string): string => `${root}/${checkArtifactPath(path)}`;
  const folderUrlOf = (path: string): string => (path === '' ? `${root}/` : `${urlOf(path)}/`);
  const list: ArtifactStore['list'] = async (path, options) => {
    const { hostname, pathname } = new URL(folderUrlOf(path));
    const prefix = decodeURIComponent(pathname.slice(1));
    const argv = ['--bucket', hostname, '--prefix', prefix, '--delimiter', '/', '--output', 'json'];
    const { stdout } = await aws(['s3api', 'list-objects-v2', ...argv], options);
    return readListing(stdout, prefix, path);
  };
  return {
    list,
    uploadFile: async (file, path, options) => copy([file, urlOf(path)], options),
    downloadFile: async (path, file, options) => replaceFile(file, (place) => copy([urlOf(path), place], options)),
    uploadFolder: async (folder, path, options) => {
      const files = await filesOf(folder);
      await copy(['--recursive', folder, folderUrlOf(path)], options);
      return files;
    },
    downloadFolder: async (path, folder, options) => {
      if ((await list(path, options)).length === 0) throw nothingThere(joinPath(location, path));
      await mkdir(dirname(folder), { recursive: true });
      await copy(['--recursive', folderUrlOf(path), folder], options);
      return filesOf(folder);
    },
  };
}

/** The answer of ListObjectsV2 as `aws` prints it; nothing at all where there is no object. */
function readListing(json: string, prefix: string, folder: string): readonly ArtifactEntry[] {
  interface Listing {
    readonly Contents?: readonly { readonly Key: string; readonly Size: number }[];
    readonly CommonPrefixes?: readonly { readonly Prefix: string }[];
  }
  const { Contents = [], CommonPrefixes = [] } = JSON.parse(json.trim() === '' ? '{}' : json) as Listing;
  const pathOf = (key: string): string => joinPath(folder, key.slice(prefix.length).replace(/\/$/, ''));
  const folders = CommonPrefixes.map(({ Prefix }) => ({ path: pathOf(Prefix), isFolder: true }));
  // Some programs make a folder as an empty object with its name.
  const files = Contents.filter(({ Key }) => Key !== prefix);
  return [...folders, ...files.map(({ Key, Size }) => ({ path: pathOf(Key), isFolder: false, bytes: Size }))].sort(
    (a, b) => (a.path < b.path ? -1 : 1),
  );
}
