import { describe, expect, it } from '@jest/globals';
import { encodeMessage, type Message } from '../../../../src/pipeline/bundle/onnx/protobuf.ts';

const hexOf = (message: Message): string => Buffer.from(encodeMessage(message)).toString('hex');

describe('encodeMessage', () => {
  it.each<[string, Message, string]>([
    ['a whole number', { 1: 150 }, '089601'],
    ['a text', { 2: 'testing' }, '120774657374696e67'],
    ['a message', { 3: { 1: 150 } }, '1a03089601'],
    ['a repeated field', { 4: ['a', ''], 6: [3, 270, 86_942] }, '2201612200' + '3003' + '308e02' + '309ea705'],
  ])("writes %s as protobuf's documentation has it", (_, message, hex) => {
    expect(hexOf(message)).toBe(hex);
  });

  it.each<[string, Message, string]>([
    [
      'numbers as long as they are',
      { 1: [0, 127, 128, 2 ** 31, 2 ** 53 - 1] },
      '0800087f088001088080808008' + '08ffffffffffffff0f',
    ],
    ['fields above 15', { 20: 2, 2047: '' }, 'a00102' + 'fa7f00'],
    ['bytes as they are', { 9: Uint8Array.of(0, 255) }, '4a0200ff'],
    ['text in UTF-8', { 1: '≥' }, '0a03e289a5'],
    ['a message of nothing, and a field of no values', { 1: {}, 2: [] }, '0a00'],
    ['fields in the order of their numbers', { 14: 1, 3: 2 }, '18027001'],
  ])('writes %s', (_, message, hex) => {
    expect(hexOf(message)).toBe(hex);
  });

  it('tells the length of what is longer than 127 bytes', () => {
    const bytes = encodeMessage({ 5: new Uint8Array(300) });
    expect([...bytes.subarray(0, 3)]).toEqual([0x2a, 0xac, 0x02]);
    expect(bytes).toHaveLength(303);
  });
});
