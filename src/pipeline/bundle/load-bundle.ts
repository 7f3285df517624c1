import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentFolder } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hashing.ts';
import { parameterCount } from '../model/network.ts';
import type { Golden } from './golden.ts';
import { MANIFEST_FORMAT_VERSION, type ContentFile, type Manifest } from './manifest.ts';

/** A model as it stands on disk, checked against its own hashes. */
export interface Bundle {
  readonly folder: string;
  /** SHA-256 of the manifest, which holds the hashes of the other files. */
  readonly digest: string;
  /** The digest's first 12 digits: how people name this model. */
  readonly version: string;
  readonly manifest: Manifest;
  /** The flat parameter vector. */
  readonly weights: Float32Array;
}

/**
 * Reads a bundle. Every consumer of a model comes through here: what is evaluated is what is served.
 *
 * @throws DiabetesError PATH_NOT_FOUND where there is none, INVALID_BUNDLE where its format is newer than this program's,
 *   a file is missing or truncated, or a hash does not match
 */
export async function loadBundle(folder: string): Promise<Bundle> {
  const current = await currentFolder(folder);
  const text = await readManifest(current, folder);
  const manifest = parseManifest(text, join(current, 'manifest.json'));
  const bytes = await readContent(current, manifest, 'weights.bin');
  const weights = floats(bytes);
  const expected = parameterCount(manifest.network);
  if (weights.length !== expected) {
    throw invalid(`${join(current, 'weights.bin')} holds ${weights.length} weights, the network has ${expected}`);
  }
  const digest = sha256(text);
  return { folder: current, digest, version: digest.slice(0, 12), manifest, weights };
}

/** Reads the golden predictions of a bundle that was loaded. */
export async function loadGolden({ folder, manifest }: Bundle): Promise<Golden> {
  const bytes = await readContent(folder, manifest, 'golden.json');
  return JSON.parse(new TextDecoder().decode(bytes)) as Golden;
}

async function readManifest(folder: string, asked: string): Promise<string> {
  try {
    return await readFile(join(folder, 'manifest.json'), 'utf8');
  } catch (cause) {
    throw new DiabetesError('PATH_NOT_FOUND', `there is no model in ${asked}: it has no manifest.json`, {
      hint: 'train one: diabetes train, or name its folder with --model',
      cause,
    });
  }
}

function parseManifest(text: string, path: string): Manifest {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(text) as Partial<Manifest>;
  } catch (cause) {
    throw invalid(`${path} is not JSON: it is truncated or was changed`, cause);
  }
  const version = manifest.formatVersion;
  if (typeof version !== 'number' || manifest.files === undefined || manifest.network === undefined) {
    throw invalid(`${path} is not the manifest of a model`);
  }
  if (version > MANIFEST_FORMAT_VERSION) {
    const own = `this program reads up to ${MANIFEST_FORMAT_VERSION}`;
    throw new DiabetesError('INVALID_BUNDLE', `${path} has format version ${version}, ${own}`, {
      hint: 'install a newer diabetes: npm install -g diabetes-mlops',
    });
  }
  return manifest as Manifest;
}

async function readContent(folder: string, manifest: Manifest, name: ContentFile): Promise<Uint8Array> {
  const path = join(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw invalid(`${path} is missing`, cause);
  }
  if (sha256(bytes) !== manifest.files[name]) {
    throw invalid(`${path} is not the file that the manifest names: it is truncated or was changed`);
  }
  return bytes;
}

function floats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: Math.floor(bytes.byteLength / 4) }, (_, i) => view.getFloat32(i * 4, true));
}

function invalid(message: string, cause?: unknown): DiabetesError {
  return new DiabetesError('INVALID_BUNDLE', message, { hint: 'train the model again: diabetes train', cause });
}
