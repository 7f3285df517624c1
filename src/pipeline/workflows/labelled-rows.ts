import type { Dataset } from '../dataset/dataset.ts';
import type { RowSplit, SplitRecipe } from '../dataset/split.ts';

/** Labelled rows and which of them serve what. */
export interface LabelledRows {
  readonly dataset: Dataset;
  readonly split: RowSplit;
  readonly recipe: SplitRecipe;
  readonly source: 'file' | 'synthetic';
  readonly fingerprint: string;
  /** Indicators that the file lacks or that were ignored. */
  readonly absent: readonly string[];
}
