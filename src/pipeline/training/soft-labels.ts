import { softmaxRows } from '../model/forward.ts';

const SCALE = 65_535;

/**
 * A teacher's probabilities of the classes after the first, in 1/65,535: two bytes each, which is closer than any teacher
 * is to the truth, so that millions of rows stay small.
 */
export interface SoftLabels {
  /** rows x (classes - 1), by row number. */
  readonly values: Uint16Array;
  readonly classes: number;
  /** How much of a target is the teacher's; the rest is the row's own label. */
  readonly share: number;
}

/** Room for the soft labels of some rows, in memory that threads share. */
export function createSoftLabels(rows: number, classes: number, share: number): SoftLabels {
  return { values: new Uint16Array(new SharedArrayBuffer(rows * (classes - 1) * 2)), classes, share };
}

/**
 * Notes what the teacher says of the rows from `start` on.
 *
 * @param logits rows x classes
 */
export function noteSoftLabels({ values, classes }: SoftLabels, logits: Float32Array, start: number): void {
  const probabilities = new Float64Array(logits.length);
  softmaxRows(logits, { classes, temperature: 1 }, probabilities);
  for (let i = 0; i * classes < logits.length; i++) {
    const to = (start + i) * (classes - 1);
    for (let k = 1; k < classes; k++) values[to + k - 1] = Math.round(SCALE * probabilities[i * classes + k]!);
  }
}

/** What targets are made from. */
export interface TargetSource {
  /** The class of each row. */
  readonly labels: Uint8Array;
  readonly soft?: SoftLabels | undefined;
  /** How much a row counts by its class; 1 when left out. */
  readonly classWeights?: readonly number[] | undefined;
}

/** Target shares of rows, rows x classes: the label, or the teacher's probabilities and the label in the given shares. */
export function writeTargets(out: Float32Array, rows: Uint32Array, { labels, soft, classWeights }: TargetSource): void {
  const classes = out.length / rows.length;
  const own = 1 - (soft?.share ?? 0);
  out.fill(0);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const to = i * classes;
    if (soft !== undefined) {
      let first = 1;
      for (let k = 1; k < classes; k++) {
        const probability = soft.values[row * (classes - 1) + k - 1]! / SCALE;
        out[to + k] = soft.share * probability;
        first -= probability;
      }
      out[to] = soft.share * first;
    }
    out[to + labels[row]!]! += own;
    const weight = classWeights?.[labels[row]!] ?? 1;
    if (weight !== 1) for (let k = to; k < to + classes; k++) out[k]! *= weight;
  }
}
