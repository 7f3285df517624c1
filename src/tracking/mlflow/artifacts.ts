import type { ProcessRunner } from '../../foundation/process-runner.ts';
import { openFolderStore } from './artifact-folder.ts';
import { createProxyStore } from './artifact-proxy.ts';
import { createS3Store } from './artifact-s3.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { MlflowError } from './errors.ts';
import type { Transport } from './transport.ts';
import { checkId } from './values.ts';

/** Opens a place of artifacts by its URI: a run's `artifactUri`, a logged model's, or what a model URI resolves to. */
export type OpenArtifacts = (location: string) => Promise<ArtifactStore>;

/**
 * How artifacts are reached: through the server, in a folder that both machines see, or in a bucket.
 *
 * @returns a function that throws MlflowError `unsupported` for other places
 */
export function createArtifacts(transport: Transport, run: ProcessRunner): OpenArtifacts {
  return async (location) => {
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(checkId(location, 'the place of artifacts'))?.[1]?.toLowerCase();
    switch (scheme) {
      case 'mlflow-artifacts':
        return createProxyStore(location, transport);
      case 's3':
        return createS3Store(location, run);
      case undefined:
      case 'file':
        return openFolderStore(location);
      case 'runs':
      case 'models':
        throw new MlflowError('invalid-value', `${location} names a model or run, and not the place of its artifacts`, {
          hint: 'Resolve it first: models.resolve(uri).',
        });
      default:
        throw new MlflowError('unsupported', `cannot reach the artifacts at ${location}: ${scheme}: is not supported`, {
          hint: 'Let the server hand artifacts out: start it with --artifacts-destination.',
        });
    }
  };
}
