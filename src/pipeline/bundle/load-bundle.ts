import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentFolder } from '../../foundation/atomic-files.ts';
import { DiabetesError } from '../../foundation/errors.ts';
import { sha256 } from '../../foundation/hashing.ts';
import { readFailure } from '../../foundation/read-text-file.ts';
import { errorCodeOf } from '../../foundation/write-failure.ts';
import { parameterCount } from '../model/network.ts';
import { POPULATION_FORMAT_VERSION, type Population } from '../population/population.ts';
import type { Golden } from './golden.ts';
import { MANIFEST_FORMAT_VERSION, type ContentFile, type Manifest, type Provenance } from './manifest.ts';
import type { ReferenceProfile } from './profile.ts';

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
  const digest = sha256(text);
  const [bytes] = await Promise.all([readContent(current, manifest, 'weights.bin'), checkDigest(current, digest)]);
  const weights = floats(bytes);
  const expected = parameterCount(manifest.network);
  if (weights.length !== expected) {
    throw invalid(`${join(current, 'weights.bin')} holds ${weights.length} weights, the network has ${expected}`);
  }
  return { folder: current, digest, version: digest.slice(0, 12), manifest, weights };
}

/** Reads the golden predictions of a bundle that was loaded. */
export async function loadGolden(bundle: Bundle): Promise<Golden> {
  return (await readJson(bundle, 'golden.json')) as Golden;
}

/** Reads what the training rows of a bundle that was loaded look like. */
export async function loadProfile(bundle: Bundle): Promise<ReferenceProfile> {
  return (await readJson(bundle, 'profile.json')) as ReferenceProfile;
}

/**
 * Reads what the people are like that a loaded bundle learnt from; undefined in bundles of earlier programs.
 *
 * @throws DiabetesError INVALID_BUNDLE, also where its format is newer than this program's
 */
export async function loadPopulation(bundle: Bundle): Promise<Population | undefined> {
  if (bundle.manifest.files['population.json'] === undefined) return undefined;
  const population = (await readJson(bundle, 'population.json')) as Population;
  const { formatVersion } = population;
  if (formatVersion <= POPULATION_FORMAT_VERSION) return population;
  throw newerFormat(join(bundle.folder, 'population.json'), formatVersion, POPULATION_FORMAT_VERSION);
}

/**
 * Reads the model of a bundle that was loaded as ONNX.
 *
 * @throws DiabetesError INVALID_BUNDLE, also where an earlier program wrote the bundle, without it
 */
export async function loadOnnx({ folder, manifest }: Bundle): Promise<Uint8Array> {
  if (manifest.files['model.onnx'] === undefined) {
    throw invalid(`the model in ${folder} has no model.onnx: an earlier version of this program wrote it`);
  }
  return readContent(folder, manifest, 'model.onnx');
}

async function readJson({ folder, manifest }: Bundle, name: ContentFile): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await readContent(folder, manifest, name)));
}

/** Who made a bundle, when, and from what; undefined where the bundle does not say. */
export async function loadProvenance({ folder }: Bundle): Promise<Provenance | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'provenance.json'), 'utf8')) as Provenance;
  } catch {
    return undefined;
  }
}

async function readManifest(folder: string, asked: string): Promise<string> {
  try {
    return await readFile(join(folder, 'manifest.json'), 'utf8');
  } catch (cause) {
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes(String(errorCodeOf(cause)));
    const reason = isAbsent ? 'it has no manifest.json' : `its manifest.json ${readFailure(cause)}`;
    throw new DiabetesError('PATH_NOT_FOUND', `there is no model in ${asked}: ${reason}`, {
      hint: 'Train one with `diabetes train`, or name the folder of another with --model.',
      cause,
    });
  }
}

function parseManifest(text: string, path: string): Manifest {
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<Manifest> | null;
  } catch (cause) {
    throw invalid(`${path} is not JSON: it is truncated or was changed`, cause);
  }
  const version = manifest?.formatVersion;
  if (!Number.isInteger(version) || version! < 1) throw invalid(`${path} is not the manifest of a model`);
  if (version! > MANIFEST_FORMAT_VERSION) throw newerFormat(path, version!, MANIFEST_FORMAT_VERSION);
  const parts = manifest as Readonly<Record<string, unknown>>;
  const missing = PARTS.find((part) => typeof parts[part] !== 'object' || parts[part] === null);
  if (missing !== undefined) throw invalid(`${path} lacks "${missing}": it was changed`);
  return manifest as Manifest;
}

/** What must be there before anything can be predicted. */
const PARTS = [
  'schema',
  'encoder',
  'network',
  'calibration',
  'decision',
  'files',
] as const satisfies (keyof Manifest)[];

/** The manifest holds the other files' hashes; its own stands in the provenance, which may be absent. */
async function checkDigest(folder: string, digest: string): Promise<void> {
  const text = await readFile(join(folder, 'provenance.json'), 'utf8').catch(() => undefined);
  if (text === undefined || text.includes(digest)) return;
  throw invalid(`${join(folder, 'manifest.json')} is not the file that provenance.json names: one of them was changed`);
}

/**
 * Reads one of the files that a manifest names.
 *
 * @throws DiabetesError INVALID_BUNDLE where it is missing, truncated or changed
 */
export async function readContent(folder: string, manifest: Manifest, name: ContentFile): Promise<Uint8Array> {
  const path = join(folder, name);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw invalid(errorCodeOf(cause) === 'ENOENT' ? `${path} is missing` : `${path} ${readFailure(cause)}`, cause);
  }
  if (sha256(bytes) !== manifest.files[name]) {
    throw invalid(`${path} is not the file that the manifest names: it is truncated or was changed`);
  }
  return bytes;
}

/** Float32, least byte first, as TensorFlow.js stores weights; nearly every machine stores its own numbers so, too. */
function floats(bytes: Uint8Array): Float32Array {
  const count = Math.floor(bytes.byteLength / 4);
  if (IS_LITTLE_ENDIAN) return new Float32Array(new Uint8Array(bytes).buffer, 0, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, i) => view.getFloat32(i * 4, true));
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function newerFormat(path: string, version: number, own: number): DiabetesError {
  const message = `${path} has format version ${version}, this program reads up to ${own}`;
  return new DiabetesError('INVALID_BUNDLE', message, { hint: 'npm install -g diabetes-mlops' });
}

function invalid(message: string, cause?: unknown): DiabetesError {
  return new DiabetesError('INVALID_BUNDLE', message, {
    hint: 'Train the model again with `diabetes train`, or restore the folder.',
    cause,
  });
}
