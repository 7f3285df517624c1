import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFolder } from '../../foundation/atomic-files.ts';
import { sha256 } from '../../foundation/hashing.ts';
import { createPredictor } from '../prediction/predictor.ts';
import type { Population } from '../population/population.ts';
import { checkGolden, type Golden } from './golden.ts';
import { littleEndian } from './little-endian.ts';
import { loadBundle, loadGolden, type Bundle } from './load-bundle.ts';
import { BUNDLE_FOLDER, type ContentFile, type Manifest, type Provenance } from './manifest.ts';
import { mlflowFiles } from './mlflow-files.ts';
import { mlmodelText } from './mlmodel.ts';
import { onnxFile } from './onnx/onnx-file.ts';
import type { ReferenceProfile } from './profile.ts';

/** A bundle's content before it is written. */
export interface BundleContent {
  readonly manifest: Omit<Manifest, 'files'>;
  /** The flat parameter vector. */
  readonly weights: Float32Array;
  /** The TensorFlow.js layers model that goes with weights.bin. */
  readonly layersModel: string;
  readonly golden: Golden;
  readonly profile: ReferenceProfile;
  readonly population: Population;
  readonly provenance: Omit<Provenance, 'bundleDigest'>;
}

/**
 * Writes a bundle, reads it back and holds it to its golden predictions before it takes the place of an earlier one: a
 * killed process, or a model that does not pass, leaves that one as it was.
 *
 * @returns the bundle as it was read back
 * @throws DiabetesError WRITE_FAILED; INVALID_BUNDLE where what was read back is not what was trained
 */
export async function writeBundle(folder: string, content: BundleContent): Promise<Bundle> {
  const files: Record<ContentFile, string | Uint8Array> = {
    'model.json': content.layersModel,
    'weights.bin': littleEndian('float', content.weights),
    'model.onnx': onnxFile(content.manifest, content.weights),
    'golden.json': json(content.golden),
    'profile.json': json(content.profile),
    'population.json': json(content.population),
    ...mlflowFiles(content.manifest.schema, content.golden),
  };
  const hashes = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, sha256(file)]));
  const manifest = json({ ...content.manifest, files: hashes });
  const provenance = `${JSON.stringify({ ...content.provenance, bundleDigest: sha256(manifest) }, null, 2)}\n`;
  const all = {
    ...files,
    MLmodel: mlmodelText(content.manifest),
    'manifest.json': manifest,
    'provenance.json': provenance,
  };
  let written: Bundle | undefined;
  const fill = async (target: string): Promise<void> => {
    for (const [name, file] of Object.entries(all)) await writeFile(join(target, name), file);
    const bundle = await loadBundle(target);
    checkGolden(createPredictor(bundle.manifest, bundle.weights), await loadGolden(bundle));
    written = { ...bundle, folder };
  };
  await replaceFolder(folder, fill, { kind: BUNDLE_FOLDER });
  return written!;
}

function json(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
