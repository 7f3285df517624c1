/** A module of WebAssembly with a memory of its own. */
export interface Kernel<Functions> {
  readonly functions: Functions;
  readonly memory: WebAssembly.Memory;
}

const PAGE_BYTES = 65_536;

/** Where a kernel's memory is free: the compiler may keep what is below for itself. */
export const KERNEL_START = 1024;

/** By their code, which is compiled once. */
const modules = new Map<string, object>();

/**
 * Starts what `npm run build:kernel` made.
 *
 * @param code WebAssembly in base64 that imports its memory and nothing else
 * @param bytes of memory
 */
export function startKernel<Functions>(code: string, bytes: number): Kernel<Functions> {
  let module = modules.get(code);
  if (module === undefined) modules.set(code, (module = new WebAssembly.Module(Buffer.from(code, 'base64'))));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { functions: exports as Functions, memory };
}

/** Makes a memory at least so many bytes long; what was seen of its buffer before is no longer there. */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}
