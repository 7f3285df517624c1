import { KERNEL_START, startKernel } from '../../foundation/kernel.ts';
import { ANSWER_KERNEL } from './answer-kernel-code.ts';

/** A stretch of the kernel's memory: its address, and its content as float32 and as uint32. */
export interface Block {
  readonly address: number;
  readonly floats: Float32Array;
  readonly words: Uint32Array;
}

/** The functions of assembly/answer-layer.ts, which says what they do. All arguments but the counts are addresses. */
export interface AnswerKernel {
  readonly multiply: (
    ...args: [
      a: number,
      rowStep: number,
      innerStep: number,
      b: number,
      product: number,
      rows: number,
      inner: number,
      stride: number,
    ]
  ) => void;
  readonly transpose: (...args: [table: number, out: number, rows: number, width: number, stride: number]) => void;
  readonly gather: RowPass;
  readonly scatter: RowPass;
  /** One block for each of the lengths asked for. */
  readonly blocks: readonly Block[];
}

/** `second` is the bias for `gather`, and the places for `scatter`; and so on in the order of the source. */
type RowPass = (
  ...args: [
    table: number,
    second: number,
    third: number,
    fourth: number,
    rows: number,
    spans: number,
    stride: number,
    lowest: number,
  ]
) => void;

const ALIGNMENT = 16;

/**
 * Starts a kernel with memory of its own.
 *
 * @param lengths the number of four-byte values in each block
 */
export function startAnswerKernel(lengths: readonly number[]): AnswerKernel {
  const addresses: number[] = [];
  let end = KERNEL_START;
  for (const length of lengths) {
    addresses.push(end);
    end += Math.ceil((length * 4) / ALIGNMENT) * ALIGNMENT;
  }
  const { functions, memory } = startKernel<Omit<AnswerKernel, 'blocks'>>(ANSWER_KERNEL, end);
  return {
    ...functions,
    blocks: addresses.map((address, i) => ({
      address,
      floats: new Float32Array(memory.buffer, address, lengths[i]),
      words: new Uint32Array(memory.buffer, address, lengths[i]),
    })),
  };
}
