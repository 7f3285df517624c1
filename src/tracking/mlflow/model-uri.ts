import { MlflowError } from './errors.ts';

/** What a model's URI names. */
export type ModelUri =
  | { readonly kind: 'alias'; readonly name: string; readonly alias: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: string }
  | { readonly kind: 'latest'; readonly name: string }
  | { readonly kind: 'logged-model'; readonly modelId: string }
  | { readonly kind: 'run'; readonly runId: string; readonly path: string };

/**
 * Reads `models:/name@alias`, `models:/name/3`, `models:/name/latest`, `models:/m-<id>` or `runs:/<id>/path`
 * (https://mlflow.org/docs/latest/ml/model-registry/).
 *
 * @throws MlflowError invalid-value
 */
export function parseModelUri(uri: string): ModelUri {
  const [, scheme, rest = ''] = /^(models|runs):\/([^/].*)$/s.exec(uri) ?? [];
  const [first = '', ...others] = rest.split('/');
  if (scheme === 'runs' && others.length > 0 && others.every((part) => part !== '')) {
    return { kind: 'run', runId: first, path: others.join('/') };
  }
  const [second, ...more] = others;
  if (scheme !== 'models' || more.length > 0) throw noModelUri(uri);
  if (second === undefined) return parseSingle(uri, first);
  if (second === 'latest') return { kind: 'latest', name: first };
  if (/^\d+$/.test(second)) return { kind: 'version', name: first, version: second };
  throw noModelUri(uri);
}

function parseSingle(uri: string, text: string): ModelUri {
  const [, name, alias] = /^([^@]+)@([^@]+)$/.exec(text) ?? [];
  if (name !== undefined && alias !== undefined) return { kind: 'alias', name, alias };
  if (/^m-[\w-]+$/.test(text)) return { kind: 'logged-model', modelId: text };
  throw noModelUri(uri);
}

function noModelUri(uri: string): MlflowError {
  return new MlflowError('invalid-value', `${JSON.stringify(uri)} names no model`, {
    hint: 'Write models:/name@alias, models:/name/3, models:/name/latest, models:/m-<id> or runs:/<id>/path.',
  });
}
