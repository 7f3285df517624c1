import { writeCodes } from './codes.ts';
import { UNKNOWN_CODE, type Column } from './dataset.ts';

/** For so many bytes addresses are set aside at first. That costs nothing: memory is taken as the column grows. */
const FIRST_BYTES = 2 ** 28;

/**
 * A column of which nobody knows how long it will be: bytes while all values are codes, float32 from the first other value
 * on. It grows where it is, so that its values are not in memory twice, and threads share it.
 */
export class GrowingColumn {
  #memory: SharedArrayBuffer;
  #isCoded = true;
  #length = 0;

  /** @param room how many bytes the column may have before it moves to where there is room for twice as many */
  constructor(room = FIRST_BYTES) {
    this.#memory = growingMemory(room);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds values; NaN is unknown. */
  add(values: Float64Array): void {
    const start = this.#length;
    this.#length += values.length;
    if (this.#isCoded && writeCodes(values, this.#grown(Uint8Array).subarray(start))) return;
    if (this.#isCoded) this.#widen(start);
    this.#grown(Float32Array).set(values, start);
  }

  /** The values from `start` on. They share the column's memory. */
  valuesFrom(start: number): Column {
    return this.#grown<Column>(this.#isCoded ? Uint8Array : Float32Array).subarray(start);
  }

  /** The memory as an array, made as long as the column. */
  #grown<Values extends Column>(Kind: ColumnKind<Values>): Values {
    const bytes = this.#length * Kind.BYTES_PER_ELEMENT;
    if (bytes > this.#memory.maxByteLength) this.#memory = movedTo(growingMemory(2 * bytes), this.#memory);
    if (bytes > this.#memory.byteLength) this.#memory.grow(bytes);
    return new Kind(this.#memory, 0, this.#length);
  }

  /** Turns the first `length` codes into numbers. */
  #widen(length: number): void {
    const codes = new Uint8Array(this.#memory, 0, length);
    this.#memory = growingMemory(this.#memory.maxByteLength);
    this.#isCoded = false;
    const values = this.#grown(Float32Array);
    for (let row = 0; row < length; row++) values[row] = codes[row] === UNKNOWN_CODE ? Number.NaN : codes[row]!;
  }
}

interface ColumnKind<Values extends Column> {
  readonly BYTES_PER_ELEMENT: number;
  new (memory: SharedArrayBuffer, start: number, length: number): Values;
}

function growingMemory(room: number): SharedArrayBuffer {
  return new SharedArrayBuffer(0, { maxByteLength: room });
}

function movedTo(wider: SharedArrayBuffer, memory: SharedArrayBuffer): SharedArrayBuffer {
  wider.grow(memory.byteLength);
  new Uint8Array(wider).set(new Uint8Array(memory));
  return wider;
}
