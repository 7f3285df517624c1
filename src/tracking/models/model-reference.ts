import type { ModelUri } from '../mlflow/model-uri.ts';

/** A reference as it was typed, and what it says. */
export interface ModelReference {
  readonly text: string;
  readonly uri: ModelUri;
}
