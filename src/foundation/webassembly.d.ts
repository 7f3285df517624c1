/** What TypeScript knows of WebAssembly comes with its browser library; this is the part that is used here. */
declare namespace WebAssembly {
  const Module: new (code: Uint8Array) => object;
  class Memory {
    constructor(options: { readonly initial: number });
    readonly buffer: ArrayBuffer;
    readonly grow: (pages: number) => number;
  }
  class Instance {
    constructor(module: object, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
