import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProjectRoot } from '../../../src/config/find-root.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'find-root-'));
  mkdirSync(join(root, 'project/data/raw'), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('findProjectRoot', () => {
  it('is the nearest folder upward with a params.yaml', () => {
    writeFileSync(join(root, 'params.yaml'), '');
    writeFileSync(join(root, 'project/params.yaml'), '');
    expect(findProjectRoot(join(root, 'project/data/raw'))).toBe(join(root, 'project'));
    expect(findProjectRoot(join(root, 'project'))).toBe(join(root, 'project'));
  });

  it('is the folder itself where there is none', () => {
    expect(findProjectRoot(join(root, 'project/data'))).toBe(join(root, 'project/data'));
  });
});
