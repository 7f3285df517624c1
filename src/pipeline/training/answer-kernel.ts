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

const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;
/** What the compiler may keep for itself at the start of the memory. */
const RESERVED_BYTES = 1024;

let compiled: object | undefined;

/**
 * Starts a kernel with memory of its own.
 *
 * @param lengths the number of four-byte values in each block
 */
export function startAnswerKernel(lengths: readonly number[]): AnswerKernel {
  compiled ??= new WebAssembly.Module(Buffer.from(ANSWER_KERNEL, 'base64'));
  const addresses: number[] = [];
  let end = RESERVED_BYTES;
  for (const length of lengths) {
    addresses.push(end);
    end += Math.ceil((length * 4) / ALIGNMENT) * ALIGNMENT;
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return {
    ...(exports as unknown as Omit<AnswerKernel, 'blocks'>),
    blocks: addresses.map((address, i) => ({
      address,
      floats: new Float32Array(memory.buffer, address, lengths[i]),
      words: new Uint32Array(memory.buffer, address, lengths[i]),
    })),
  };
}
