import { describe, expect, it } from '@jest/globals';
import { proseLines } from '../../../src/terminal/evaluation-look.ts';
import { wrapText } from '../../../src/terminal/wrap-text.ts';

describe('wrapText', () => {
  it('breaks between words, and not at no-break spaces', () => {
    expect(wrapText('one two\n three', 7)).toBe('one two\nthree');
    expect(wrapText('one two\u00a0three', 7)).toBe('one\ntwo\u00a0three');
  });
});

describe('proseLines', () => {
  it.each([
    ['value [0.696, 0.735] here', ['value', '[0.696, 0.735]', 'here']],
    ['about 84.2 % of all', ['about 84.2 %', 'of all']],
    ['the test p < 0.001', ['the test', 'p < 0.001']],
  ])('keeps figures together: %s', (text, lines) => {
    expect(proseLines(text, { width: 14 })).toEqual(lines);
  });

  it('is never wider than is good to read', () => {
    const lines = proseLines('word '.repeat(100).trim(), { width: 400 });
    expect(Math.max(...lines.map((line) => line.length))).toBe(99);
  });
});
