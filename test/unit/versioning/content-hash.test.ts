import { describe, expect, it } from '@jest/globals';
import { formatFolder } from '../../../src/versioning/content-hash.ts';

const MD5 = 'b026324c6904b2a9cb4b88d6d61c81d1';

describe('formatFolder', () => {
  it('is what DVC 3.67 wrote into a .dir file', () => {
    const files = [
      { md5: MD5, relpath: 'é.txt' },
      { md5: '26ab0db90d72e28ad0ba1e22ee510510', relpath: 'b' },
    ];
    expect(formatFolder(files)).toBe(
      `[{"md5": "26ab0db90d72e28ad0ba1e22ee510510", "relpath": "b"}, {"md5": "${MD5}", "relpath": "\\u00e9.txt"}]`,
    );
    expect(formatFolder([])).toBe('[]');
  });

  it('escapes as Python does, and sorts by code points', () => {
    const names = ['😀', '\uffee', 'a"\\\n\u007f', 'B', 'a/b'];
    const written = formatFolder(names.map((relpath) => ({ md5: MD5, relpath })));
    const order = [...written.matchAll(/"relpath": ("(?:[^"\\]|\\.)*")/g)].map(([, name]) => name);
    expect(order).toEqual(['"B"', '"a\\"\\\\\\n\\u007f"', '"a/b"', '"\\uffee"', '"\\ud83d\\ude00"']);
  });
});
