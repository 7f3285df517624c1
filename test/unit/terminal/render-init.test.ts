import { describe, expect, it } from '@jest/globals';
import { renderInit, type FileState, type InitDocument } from '../../../src/terminal/render-init.ts';
import { plainStyle } from '../../../src/terminal/style.ts';

const STEPS = [{ typed: 'diabetes train', does: 'train' }];

const document = (states: Readonly<Record<string, FileState>>, diff?: string): InitDocument => ({
  schemaVersion: 1,
  command: 'init',
  root: '/project',
  files: Object.entries(states).map(([path, state]) => ({ path, state })),
  ...(diff === undefined ? {} : { diff }),
});

describe('the text of init', () => {
  it('names each file with what became of it, and what to type next', () => {
    expect(renderInit(document({ 'params.yaml': 'created', 'dvc.yaml': 'kept' }), STEPS, plainStyle(true))).toBe(`
created  params.yaml
kept     dvc.yaml     differs: see \`diabetes init --diff\`, replace with --force

Next
  diabetes train  train
`);
  });

  it('says where nothing was changed', () => {
    const nothing = 'Nothing was changed.';
    expect(renderInit(document({ a: 'unchanged', b: 'kept' }), STEPS, plainStyle(true))).toContain(nothing);
    expect(renderInit(document({ a: 'unchanged', b: 'updated' }), STEPS, plainStyle(true))).not.toContain(nothing);
  });

  it('is the diff alone where one was asked for, with its lines in their colours', () => {
    const diff = '--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n';
    expect(renderInit(document({ f: 'kept' }, diff), STEPS, plainStyle(true))).toBe(diff);
    const mark = (sign: string) => (text: string) => `${sign}${text}${sign}`;
    const style = { ...plainStyle(true), strong: mark('*'), accent: mark('~'), good: mark('G'), bad: mark('B') };
    expect(renderInit(document({ f: 'kept' }, diff), STEPS, style)).toBe(
      '*--- a/f*\n*+++ b/f*\n~@@ -1,2 +1,2 @@~\n same\nB-oldB\nG+newG\n',
    );
  });
});
