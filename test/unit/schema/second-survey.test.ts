import { describe, expect, it } from '@jest/globals';

import { checkCode } from '../../../src/pipeline/schema/people-units.ts';
import { secondSurveyRows } from '../../fixtures/second-survey/make-rows.ts';
import { SECOND_SCHEMA } from './shipped-schema.ts';

describe('secondSurveyRows', () => {
  const text = secondSurveyRows(2000, 7);
  const [header, ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  const columnOf = (name: string) => rows.map((row) => row[header!.indexOf(name)]!);

  it('gives the same text for the same seed and another for another', () => {
    expect(secondSurveyRows(2000, 7)).toBe(text);
    expect(secondSurveyRows(2000, 8)).not.toBe(text);
    expect(rows).toHaveLength(2000);
  });

  it('holds valid codes of every indicator, and some empty cells', () => {
    for (const indicator of SECOND_SCHEMA.indicators) {
      const cells = columnOf(indicator.name);
      const known = cells.filter((cell) => cell !== '').map(Number);
      expect(known.flatMap((value) => checkCode(indicator, value) ?? [])).toEqual([]);
      expect(new Set(known).size).toBeGreaterThanOrEqual(Math.max(2, indicator.levels.length));
      expect(cells.length - known.length).toBeGreaterThan(50);
    }
    expect(columnOf('Coldest').some((cell) => /^-\d+\.\d$/.test(cell))).toBe(true);
  });

  it('has both classes, and a label that follows the columns', () => {
    const high = columnOf('outcome').map((cell) => cell === '5');
    const share = high.filter(Boolean).length / rows.length;
    expect(new Set(columnOf('outcome'))).toEqual(new Set(['1', '5']));
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.5);
    const cold = columnOf('Coldest').map((cell) => cell !== '' && Number(cell) < -4);
    const highAmongCold = high.filter((isHigh, i) => isHigh && cold[i]!).length / cold.filter(Boolean).length;
    expect(highAmongCold).toBeGreaterThan(share + 0.25);
  });
});
