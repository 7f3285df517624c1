import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFolder } from '../../foundation/atomic-files.ts';
import { sha256 } from '../../foundation/hashing.ts';
import type { Golden } from './golden.ts';
import type { ContentFile, Manifest, Provenance } from './manifest.ts';
import type { ReferenceProfile } from './profile.ts';

/** The file by which a folder is known as a bundle, which may be replaced. */
export const BUNDLE_MARKER = 'manifest.json';

/** A bundle's content before it is written. */
export interface BundleContent {
  readonly manifest: Omit<Manifest, 'files'>;
  /** The flat parameter vector. */
  readonly weights: Float32Array;
  /** The TensorFlow.js layers model that goes with weights.bin. */
  readonly layersModel: string;
  readonly golden: Golden;
  readonly profile: ReferenceProfile;
  readonly provenance: Omit<Provenance, 'bundleDigest'>;
}

/**
 * Writes a bundle so that a killed process leaves the old one or the new one.
 *
 * @returns the bundle's digest: the hash of its manifest, which holds the hashes of the other content files
 * @throws DiabetesError WRITE_FAILED
 */
export async function writeBundle(folder: string, content: BundleContent): Promise<string> {
  const files: Record<ContentFile, string | Uint8Array> = {
    'model.json': content.layersModel,
    'weights.bin': littleEndian(content.weights),
    'golden.json': json(content.golden),
    'profile.json': json(content.profile),
  };
  const hashes = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, sha256(file)]));
  const manifest = json({ ...content.manifest, files: hashes });
  const bundleDigest = sha256(manifest);
  const provenance = `${JSON.stringify({ ...content.provenance, bundleDigest }, null, 2)}\n`;
  const fill = async (target: string): Promise<void> => {
    for (const [name, file] of Object.entries({ ...files, [BUNDLE_MARKER]: manifest, 'provenance.json': provenance })) {
      await writeFile(join(target, name), file);
    }
  };
  await replaceFolder(folder, fill, { marker: BUNDLE_MARKER });
  return bundleDigest;
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** The weights as TensorFlow.js stores them: float32, least byte first. */
function littleEndian(weights: Float32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(weights.length * 4));
  weights.forEach((weight, i) => {
    bytes.setFloat32(i * 4, weight, true);
  });
  return new Uint8Array(bytes.buffer);
}
