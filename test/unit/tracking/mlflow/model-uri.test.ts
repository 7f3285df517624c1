import { describe, expect, it } from '@jest/globals';
import { parseModelUri, type ModelUri } from '../../../../src/tracking/mlflow/model-uri.ts';

describe('the URI of a model', () => {
  it.each<[string, ModelUri]>([
    ['models:/diabetes@champion', { kind: 'alias', name: 'diabetes', alias: 'champion' }],
    ['models:/a model/12', { kind: 'version', name: 'a model', version: '12' }],
    ['models:/diabetes/latest', { kind: 'latest', name: 'diabetes' }],
    ['models:/m-0a1b', { kind: 'logged-model', modelId: 'm-0a1b' }],
    ['models:/m-0a1b/3', { kind: 'version', name: 'm-0a1b', version: '3' }],
    ['runs:/abc/model', { kind: 'run', runId: 'abc', path: 'model' }],
    ['runs:/abc/a/b c', { kind: 'run', runId: 'abc', path: 'a/b c' }],
  ])('%s is read', (uri, expected) => {
    expect(parseModelUri(uri)).toEqual(expected);
  });

  it.each([
    '',
    'models',
    'models:/',
    'models://host/x/1',
    'models:/x',
    'models:/x/Production',
    'models:/x/1/2',
    'models:/a@b@c',
    'models:/@x',
    'runs:/abc',
    'runs:/abc/',
    'runs:/abc//x',
    'runs:abc/x',
    's3://b/x',
    'models/diabetes',
  ])('%p names no model', (uri) => {
    expect(() => parseModelUri(uri)).toThrow(`${JSON.stringify(uri)} names no model`);
  });
});
