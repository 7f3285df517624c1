import type { Dataset } from '../../src/pipeline/dataset/dataset.ts';
import { createGolden } from '../../src/pipeline/bundle/golden.ts';
import { MANIFEST_FORMAT_VERSION, type Manifest } from '../../src/pipeline/bundle/manifest.ts';
import { writeBundle, type BundleContent } from '../../src/pipeline/bundle/write-bundle.ts';
import { DEFAULT_PARAMS } from '../../src/pipeline/params.ts';
import { POPULATION_FORMAT_VERSION } from '../../src/pipeline/population/population.ts';
import { createPredictor } from '../../src/pipeline/prediction/predictor.ts';
import { madeUpModel } from '../unit/prediction/made-up-model.ts';

const { spec, weights } = madeUpModel([4]);
const { features, train, decision } = DEFAULT_PARAMS;

/** Four rows of which each indicator has its least and its greatest code, and one row is unknown. */
const DATASET: Dataset = {
  rows: 4,
  columns: spec.schema.indicators.map(({ minimum, maximum }) => Float32Array.of(minimum, maximum, NaN, maximum)),
  labels: Uint8Array.of(0, 1, 2, 0),
};

const manifest: Omit<Manifest, 'files'> = {
  formatVersion: MANIFEST_FORMAT_VERSION,
  ...spec,
  params: { features, train, decision },
  backend: { name: 'none', library: 'by hand', threads: 1 },
  data: { source: 'synthetic', rows: 4, fingerprint: 'sha256:00', classes: {}, absent: [] },
  split: { method: 'stratified', seed: 1, test: 0, validation: 0, rows: { train: 4, validation: 0, test: 0 } },
  metrics: { validation: {} },
  baselines: { prior: {}, logistic: {} },
  curves: { roc: [], precisionRecall: [], reliability: [] },
  history: [],
};

/** A bundle's content around a made-up network with nine indicators and three classes. */
export const MADE_UP_CONTENT: BundleContent = {
  manifest,
  weights,
  layersModel: '{}',
  golden: createGolden(createPredictor(spec, weights), DATASET),
  profile: { formatVersion: 1, rows: 4, indicators: {} },
  population: {
    formatVersion: POPULATION_FORMAT_VERSION,
    rows: 4,
    mixture: { weights: [10_000], columns: spec.schema.indicators.map(() => null) },
    peers: [],
    rare: [],
  },
  provenance: {
    formatVersion: 1,
    createdAt: '2020-01-01T00:00:00.000Z',
    createdBy: 'tester',
    program: 'test',
    node: 'v0',
    platform: 'test',
    host: 'test',
    gitCommit: null,
    runId: null,
    dataPath: null,
    ignoredColumns: [],
    backendReason: 'a test',
    params: DEFAULT_PARAMS,
    origins: {},
  },
};

/** Writes the made-up bundle. */
export async function writeMadeUpBundle(folder: string, changes: Partial<BundleContent> = {}) {
  return writeBundle(folder, { ...MADE_UP_CONTENT, ...changes });
}
