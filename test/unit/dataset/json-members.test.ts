import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonMembers } from '../../../src/pipeline/dataset/json-members.ts';

/** Keys with what could be taken for the end of one. */
const key = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '"', '\\', '\\"', '{', '}', ':', '__proto__', 'é', ''));

describe('jsonMembers', () => {
  it.each<[string, readonly (readonly [string, string])[]]>([
    ['{}', []],
    ['{ \t}', []],
    ['{"a":1}', [['a', '1']]],
    [
      ' { "a" : 12345678901234567890 ,\t"b" : -1.50e3 } ',
      [
        ['a', '12345678901234567890'],
        ['b', '-1.50e3'],
      ],
    ],
    [
      '{"a":1,"a":2}',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    [
      '{"a":"x,\\"}","b":"\\\\","c":null}',
      [
        ['a', '"x,\\"}"'],
        ['b', '"\\\\"'],
        ['c', 'null'],
      ],
    ],
    [
      '{"a":{"b":[1,{"c":"]}"}]},"d":[ ],"\\u0061":true}',
      [
        ['a', '{"b":[1,{"c":"]}"}]}'],
        ['d', '[ ]'],
        ['a', 'true'],
      ],
    ],
  ])('of %s', (text, members) => {
    expect(jsonMembers(text)).toEqual(members);
  });

  it('are those that JSON.parse finds, whatever the object and however it is spaced', () => {
    const space = fc.constantFrom(undefined, 1, '\t');
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), space, (object, indent) => {
        const members = jsonMembers(JSON.stringify(object, undefined, indent));
        expect(members.map(([name]) => name)).toEqual(Object.keys(object));
        const values = members.map(([, value]) => JSON.parse(value) as unknown);
        expect(values).toEqual(Object.values(JSON.parse(JSON.stringify(object)) as object));
      }),
      { numRuns: 500 },
    );
  });
});
