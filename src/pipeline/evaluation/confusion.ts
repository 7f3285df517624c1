/** Rows by true class (first index) and predicted class (second index). */
export type Confusion = readonly (readonly number[])[];

/** Counts rows by true and predicted class. */
export function confusionOf(labels: Uint8Array, predicted: Uint8Array, classes: number): Confusion {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < labels.length; row++) counts[labels[row]!]![predicted[row]!]!++;
  return counts;
}

/** What a confusion says of one class against the others; a share of nothing is 0, as in scikit-learn. */
export interface ClassScores {
  /** The rows that are of the class. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly specificity: number;
}

export function classScores(confusion: Confusion, k: number): ClassScores {
  const rows = sum(confusion.map(sum));
  const support = sum(confusion[k]!);
  const predicted = sum(confusion.map((row) => row[k]!));
  const correct = confusion[k]![k]!;
  return {
    support,
    precision: share(correct, predicted),
    recall: share(correct, support),
    f1: share(2 * correct, support + predicted),
    specificity: share(rows - support - predicted + correct, rows - support),
  };
}

/** The metrics of a confusion as a whole; those that are undefined for it are left out. */
export function confusionMetrics(confusion: Confusion): Record<string, number> {
  const classes = confusion.map((_, k) => classScores(confusion, k));
  const rows = sum(classes.map(({ support }) => support));
  const kappa = quadraticKappa(confusion);
  return {
    accuracy: share(sum(confusion.map((row, k) => row[k]!)), rows),
    // The mean over the classes that occur, as scikit-learn has it; macro_recall is over all.
    balanced_accuracy: mean(classes.filter(({ support }) => support > 0).map(({ recall }) => recall)),
    macro_f1: mean(classes.map(({ f1 }) => f1)),
    weighted_f1: share(sum(classes.map(({ f1, support }) => f1 * support)), rows),
    macro_precision: mean(classes.map(({ precision }) => precision)),
    macro_recall: mean(classes.map(({ recall }) => recall)),
    ...(Number.isNaN(kappa) ? {} : { quadratic_kappa: kappa }),
  };
}

/**
 * Cohen's kappa with squared distances between classes as weights: 1 less the observed disagreement over the one that
 * chance would give (Cohen 1968, https://doi.org/10.1037/h0026256). NaN where chance would give none.
 */
export function quadraticKappa(confusion: Confusion): number {
  const actual = confusion.map(sum);
  const predicted = confusion.map((_, k) => sum(confusion.map((row) => row[k]!)));
  const rows = sum(actual);
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < confusion.length; i++) {
    for (let j = 0; j < confusion.length; j++) {
      observed += (i - j) ** 2 * confusion[i]![j]!;
      expected += ((i - j) ** 2 * actual[i]! * predicted[j]!) / rows;
    }
  }
  return expected === 0 ? NaN : 1 - observed / expected;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return share(sum(values), values.length);
}
