import type { KeyHalves } from '../../foundation/key-sorter.ts';
import { createRandom } from '../../foundation/random.ts';
import { codeOf, type BatchColumn } from './batch-column.ts';

const BYTES = 256;
const FLOAT_BYTES = 4;

/** 64 random bits for each byte. */
type BitTable = KeyHalves;

/**
 * Hashes rows by tabulation: each answer picks random bits from its column's table, and their exclusive or is the hash.
 * Any b bits of the hashes of two rows that differ are the same with a probability of 2^-b, whatever the rows (Zobrist
 * 1970; Carter and Wegman 1979). A value counts as the float32 that training holds.
 */
export class RowHasher {
  readonly #random = createRandom(0, 'row-hash');
  /** For the codes of each column. */
  readonly #codes: readonly BitTable[];
  /** For the bytes of a float32; few columns hold any but codes. */
  readonly #floats: (readonly BitTable[] | undefined)[] = [];

  constructor(columns: number) {
    this.#codes = Array.from({ length: columns }, () => this.#drawTable());
  }

  /** The 64-bit hash of each row. */
  hash(columns: readonly BatchColumn[], rows: number): KeyHalves {
    const hashes = { high: new Uint32Array(rows), low: new Uint32Array(rows) };
    columns.forEach((column, i) => {
      if (column instanceof Uint8Array) mixCodes(hashes, column, this.#codes[i]!);
      else this.#mixNumbers(hashes, column, i);
    });
    return hashes;
  }

  /** A number that is a code is hashed as one: whether a batch is coded depends on its other rows. */
  #mixNumbers(hashes: KeyHalves, numbers: Float64Array, column: number): void {
    const codes = this.#codes[column]!;
    const floats = (this.#floats[column] ??= Array.from({ length: FLOAT_BYTES }, () => this.#drawTable()));
    const mix = (row: number, table: BitTable, byte: number): void => {
      hashes.high[row]! ^= table.high[byte]!;
      hashes.low[row]! ^= table.low[byte]!;
    };
    const value = new Float32Array(1);
    const bytes = new Uint8Array(value.buffer);
    for (let row = 0; row < numbers.length; row++) {
      value[0] = numbers[row]!;
      const code = codeOf(value[0]);
      if (code >= 0) mix(row, codes, code);
      else for (let i = 0; i < FLOAT_BYTES; i++) mix(row, floats[i]!, bytes[i]!);
    }
  }

  #drawTable(): BitTable {
    const draw = () => Uint32Array.from({ length: BYTES }, this.#random.uint32);
    return { high: draw(), low: draw() };
  }
}

function mixCodes(hashes: KeyHalves, codes: Uint8Array, table: BitTable): void {
  const { high, low } = hashes;
  const { high: highBits, low: lowBits } = table;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    high[row]! ^= highBits[code]!;
    low[row]! ^= lowBits[code]!;
  }
}
