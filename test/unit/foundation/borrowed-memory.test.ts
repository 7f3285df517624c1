import { describe, expect, it } from '@jest/globals';
import { borrowMemory, giveBack } from '../../../src/foundation/borrowed-memory.ts';

describe('giveBack', () => {
  it('empties the arrays that lie in borrowed memory', () => {
    const memory = borrowMemory(16);
    const numbers = new Uint32Array(memory, 0, 3);
    const bytes = new Uint8Array(memory, 12);
    numbers.set([1, 2, 3]);
    expect([...numbers]).toEqual([1, 2, 3]);
    giveBack(memory);
    expect([memory.byteLength, numbers.length, bytes.length]).toEqual([0, 0, 0]);
  });

  it('leaves other memory as it is', () => {
    const own = Uint8Array.of(1, 2);
    const shared = new Uint8Array(new SharedArrayBuffer(2));
    giveBack(own.buffer);
    giveBack(shared.buffer);
    expect([own.length, shared.length]).toEqual([2, 2]);
  });
});
