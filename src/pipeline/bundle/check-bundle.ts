import { createPredictor } from '../prediction/predictor.ts';
import { checkGolden } from './golden.ts';
import { loadBundle, loadGolden, readContent, type Bundle } from './load-bundle.ts';
import type { ContentFile } from './manifest.ts';

/**
 * Reads a bundle that came from elsewhere, and checks all of it: every file against its hash, and the model against its
 * golden predictions.
 *
 * @throws DiabetesError PATH_NOT_FOUND where there is none; INVALID_BUNDLE
 */
export async function checkBundle(folder: string): Promise<Bundle> {
  const bundle = await loadBundle(folder);
  for (const name of Object.keys(bundle.manifest.files)) {
    await readContent(bundle.folder, bundle.manifest, name as ContentFile);
  }
  checkGolden(createPredictor(bundle.manifest, bundle.weights), await loadGolden(bundle));
  return bundle;
}
