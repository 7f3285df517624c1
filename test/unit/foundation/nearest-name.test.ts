import { describe, expect, it } from '@jest/globals';

import { nearestName } from '../../../src/foundation/nearest-name.ts';

describe('nearestName', () => {
  it.each([
    ['HighPB', 'HighBP'],
    ['highbp', 'HighBP'],
    ['bim', 'bmi'],
    ['smokr', 'smoker'],
    ['high-blood-presure', 'high-blood-pressure'],
    ['high_blood_pressure', 'high-blood-pressure'],
    ['ag', 'age'],
  ])('takes %s for %s', (name, meant) => {
    expect(nearestName(name, ['age', 'HighBP', 'bmi', 'smoker', 'high-blood-pressure'])).toBe(meant);
  });

  it.each(['weather', 'x', '', 'zzz'])('takes %j for nothing', (name) => {
    expect(nearestName(name, ['age', 'bmi', 'smoker', 'y'])).toBeUndefined();
  });

  it('takes the nearest, and the first of equally near ones', () => {
    expect(nearestName('trains', ['train-x', 'train', 'trainer'])).toBe('train');
    expect(nearestName('cat', ['bat', 'hat'])).toBe('bat');
  });

  it('counts a swap of neighbours as one change', () => {
    expect(nearestName('sxe', ['sex'])).toBe('sex');
  });

  it('does not compare a name of a megabyte letter by letter', () => {
    const begun = performance.now();
    expect(nearestName('x'.repeat(1_000_000), Array<string>(100).fill('high-blood-pressure'))).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
