import { describe, expect, it } from '@jest/globals';
import { asCoded, joinColumns } from '../../../src/pipeline/synthesis/joint-codes.ts';
import { thrownBy } from './small-survey.ts';

describe('asCoded', () => {
  it('finds the range of the known codes', () => {
    expect(asCoded(Uint8Array.of(12, 17, 12), 'Size')).toMatchObject({ minimum: 12, levels: 6, states: 6 });
  });

  it('gives unknown answers a state of their own, outside the range', () => {
    expect(asCoded(Uint8Array.of(255, 1, 0), 'Smoker')).toMatchObject({ minimum: 0, levels: 2, states: 3 });
  });

  it('refuses a continuous column', () => {
    expect(thrownBy(() => asCoded(Float32Array.of(1.5), 'Glucose'))).toMatchObject({
      code: 'INVALID_DATA',
      message: 'Glucose has values other than whole numbers of 0 to 254',
    });
  });

  it('refuses a column without a known value', () => {
    expect(() => asCoded(Uint8Array.of(255, 255), 'Smoker')).toThrow('Smoker has no known value in 2 rows');
  });
});

describe('joinColumns', () => {
  it('joins neighbours into tables of limited size that still tell every state apart', () => {
    const rows = 300;
    const columns = [2, 3, 100, 5, 90, 7].map((levels, index) => {
      const codes = Uint8Array.from({ length: rows }, (_, row) => 4 + ((row * (index + 3)) % levels));
      codes[index] = 255;
      return asCoded(codes, `indicator ${index + 1}`);
    });
    const joint = joinColumns(columns);
    expect(joint.map(({ members }) => members.map(({ index }) => index))).toEqual([[0, 1, 2], [3, 4], [5]]);
    for (const { states, codes, members } of joint) {
      expect(states).toBeLessThanOrEqual(2048);
      for (const { index, states: own, stride } of members) {
        const { codes: expected, minimum, levels } = columns[index]!;
        const found = Array.from(codes, (state) => Math.floor(state / stride) % own);
        expect(found).toEqual(Array.from(expected, (code) => (code === 255 ? levels : code - minimum)));
      }
    }
  });
});
