import type { SplitRecipe } from '../dataset/split.ts';
import type { Curves } from '../evaluation/curves.ts';
import type { ModelSpec } from '../model/model.ts';
import type { Params } from '../params.ts';
import type { FolderKind } from '../../foundation/atomic-files.ts';
import type { EpochMetrics } from '../../foundation/events.ts';

/** The newest format that this program writes; it reads this one and the one before. */
export const MANIFEST_FORMAT_VERSION = 1;

/** What bundles have had from the beginning. */
const FIRST_FILES = ['model.json', 'weights.bin', 'golden.json', 'profile.json'] as const;
/** What stands beside MLmodel for MLflow. */
const MLFLOW_FILES = [
  'input_example.json',
  'serving_input_example.json',
  'requirements.txt',
  'conda.yaml',
  'python_env.yaml',
] as const;
export type MlflowFile = (typeof MLFLOW_FILES)[number];
/** What bundles of earlier programs lack. */
const LATER_FILES = ['model.onnx', 'population.json', ...MLFLOW_FILES] as const;

/** The bundle's content files beside the manifest, whose hashes the manifest holds. */
export type ContentFile = (typeof FIRST_FILES | typeof LATER_FILES)[number];

/**
 * Every file of a bundle. MLmodel is no content file: it follows from the manifest, and the copy that is uploaded to MLflow
 * is another.
 */
export const BUNDLE_FOLDER: FolderKind = {
  names: [...FIRST_FILES, ...LATER_FILES, 'MLmodel', 'manifest.json', 'provenance.json'],
  mark: 'manifest.json',
};

/** Metrics by their public keys. */
export type Metrics = Readonly<Record<string, number>>;

/**
 * All that is known of a model but its weights. It holds nothing of who, when or where, so that the same seed, data and
 * backend give the same manifest; and it holds the hash of every other content file, so that its own hash stands for the
 * whole bundle.
 */
export interface Manifest extends ModelSpec {
  readonly formatVersion: number;
  /** The params that decided the weights; those that only say where rows came from stand in the provenance. */
  readonly params: {
    readonly features: Params['features'];
    readonly train: Omit<Params['train'], 'backend'>;
    readonly decision: Params['decision'];
  };
  readonly backend: { readonly name: string; readonly library: string; readonly threads: number };
  readonly data: {
    readonly source: 'file' | 'synthetic';
    readonly rows: number;
    /** `sha256:` and the hash of the rows' values, whatever the file's formatting. */
    readonly fingerprint: string;
    /** Rows of each class, by its id. */
    readonly classes: Readonly<Record<string, number>>;
    /** Indicators that the file did not have or that were ignored: unknown in every row. */
    readonly absent: readonly string[];
  };
  readonly split: SplitRecipe;
  readonly metrics: { readonly validation: Metrics; readonly test?: Metrics };
  readonly baselines: { readonly prior: Metrics; readonly logistic: Metrics };
  readonly curves: Curves;
  readonly history: readonly EpochMetrics[];
  /** SHA-256 of each content file, in hex. Bundles of earlier programs lack some. */
  readonly files: Readonly<Record<(typeof FIRST_FILES)[number], string>> &
    Readonly<Partial<Record<(typeof LATER_FILES)[number], string>>>;
}

/** What stands outside the digest: who made the bundle, when, where, and from what. */
export interface Provenance {
  readonly formatVersion: 1;
  readonly bundleDigest: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly program: string;
  readonly node: string;
  readonly platform: string;
  readonly host: string;
  readonly gitCommit: string | null;
  readonly runId: string | null;
  /** From the project's root where it lies below; null for synthetic rows. */
  readonly dataPath: string | null;
  /** Indicators that the file may have had, and that training was told to ignore. */
  readonly ignoredColumns: readonly string[];
  /** Why this backend ran and not another. */
  readonly backendReason: string;
  /** Every param, and where each value came from. */
  readonly params: Params;
  readonly origins: Readonly<Record<string, string>>;
}
