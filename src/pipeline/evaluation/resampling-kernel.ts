import { growMemory, KERNEL_START, startKernel } from '../../foundation/kernel.ts';
import { RESAMPLING_KERNEL } from './resampling-kernel-code.ts';

/** The functions of assembly/resampling.ts, which says what they do. All but counts and states are addresses. */
interface Passes {
  readonly draw: (...args: [a: number, b: number, c: number, d: number, weights: number, rows: number]) => void;
  readonly rank: (...args: [order: number, weights: number, rows: number, out: number]) => void;
  readonly calibrate: (
    ...args: [order: number, scores: number, weights: number, rows: number, bins: number, total: number]
  ) => number;
  readonly sumLosses: (...args: [losses: number, weights: number, rows: number, out: number]) => number;
  readonly countCells: (
    ...args: [cells: number, weights: number, rows: number, counts: number, length: number]
  ) => void;
  readonly judge: (
    ...args: [order: number, terms: number, weights: number, rows: number, bins: number, out: number]
  ) => void;
}

/** The passes of the bootstrap, and the memory in which they find what they go through. */
export interface ResamplingKernel extends Passes {
  /** Sets bytes of the memory aside, all 0, and gives their address. */
  readonly reserve: (bytes: number) => number;
  readonly write: (address: number, values: Values) => void;
  /** Sets as many bytes aside as the values take, writes them there and gives their address. */
  readonly keep: (values: Values) => number;
  /** What is at an address, in place. Holds until more memory is set aside, as the other views do. */
  readonly bytes: (address: number, length: number) => Uint8Array;
  readonly words: (address: number, length: number) => Uint32Array;
  readonly doubles: (address: number, length: number) => Float64Array;
}

type Values = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const ALIGNMENT = 16;

/** Starts a kernel with memory of its own. */
export function startResamplingKernel(): ResamplingKernel {
  let end = KERNEL_START;
  const { functions, memory } = startKernel<Passes>(RESAMPLING_KERNEL, end);
  const reserve = (bytes: number): number => {
    const address = end;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    growMemory(memory, end);
    return address;
  };
  const write = (address: number, { buffer, byteOffset, byteLength }: Values): void => {
    new Uint8Array(memory.buffer, address).set(new Uint8Array(buffer, byteOffset, byteLength));
  };
  return {
    ...functions,
    reserve,
    write,
    keep: (values) => {
      const address = reserve(values.byteLength);
      write(address, values);
      return address;
    },
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
    words: (address, length) => new Uint32Array(memory.buffer, address, length),
    doubles: (address, length) => new Float64Array(memory.buffer, address, length),
  };
}
