import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolveParams } from '../../../src/config/resolve-params.ts';
import { PARAM_KEYS } from '../../../src/config/params-issues.ts';
import { DEFAULT_PARAMS } from '../../../src/pipeline/params.ts';

const path = fileURLToPath(new URL('../../../params.yaml', import.meta.url));
const text = readFileSync(path, 'utf8');

describe('the params.yaml of the project', () => {
  it('spells out every default', () => {
    const { params, origins } = resolveParams({ text, path });
    expect(params).toEqual(DEFAULT_PARAMS);
    expect(new Set(Object.values(origins))).toEqual(new Set(['params.yaml']));
  });

  it('explains every param on its line', () => {
    const lines = text.split('\n').filter((line) => line.startsWith('  '));
    expect(lines).toHaveLength(PARAM_KEYS.length);
    expect(lines.filter((line) => !/ # \w/.test(line))).toEqual([]);
  });
});
