/**
 * Memory for something large that is needed for a moment: `giveBack` frees it. An array that is merely dropped stays until
 * the collector comes by, which it is in no hurry to do for large ones, since they are outside of its heap.
 */
export function borrowMemory(bytes: number): ArrayBuffer {
  return new ArrayBuffer(bytes, { maxByteLength: bytes });
}

/** Frees borrowed memory: arrays in it are empty from then on. Other memory is left to the collector. */
export function giveBack(memory: ArrayBufferLike): void {
  if (memory instanceof ArrayBuffer && memory.resizable) memory.resize(0);
}
