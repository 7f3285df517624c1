import { existsSync } from 'node:fs';
import { quantity } from '../../foundation/quantity.ts';
import { loadBundle, loadGolden, loadProvenance, type Bundle } from '../../pipeline/bundle/load-bundle.ts';
import { createPredictor } from '../../pipeline/prediction/predictor.ts';
import type { Finding } from '../../terminal/render-doctor.ts';
import type { CommandContext } from '../command-context.ts';
import { modelFolder } from '../project-files.ts';
import type { Check } from './check.ts';

/** The project's model: whether it is whole, and still says what it said when it was made. */
export const MODEL_CHECK: Check = { name: 'model', find: findModel };

async function findModel(context: CommandContext): Promise<Finding> {
  const folder = modelFolder(context, undefined);
  if (![folder, `${folder}.previous`].some((path) => existsSync(path))) {
    return { state: 'note', value: 'none was trained yet', fix: 'diabetes train' };
  }
  const bundle = await loadBundle(folder);
  const golden = await loadGolden(bundle);
  const { checkGolden } = await import('../../pipeline/bundle/golden.ts');
  checkGolden(createPredictor(bundle.manifest, bundle.weights), golden);
  const { rows, source } = bundle.manifest.data;
  const trained = `trained ${await whenTrained(bundle)}on ${quantity(rows, source === 'synthetic' ? 'synthetic row' : 'row')}`;
  return {
    state: 'ok',
    value: `version ${bundle.version}, ${trained}; its ${golden.cases.length} golden predictions hold`,
    detail: `${bundle.folder}\ndigest ${bundle.digest}`,
  };
}

/** The day with a space behind it; nothing where the provenance does not say. */
async function whenTrained(bundle: Bundle): Promise<string> {
  const provenance = await loadProvenance(bundle);
  return provenance === undefined ? '' : `${provenance.createdAt.slice(0, 10)} `;
}
