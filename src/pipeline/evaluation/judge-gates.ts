import { MAX_DROP, WORST_SLICE, type Gate } from './gates.ts';
import { isLowerBetter } from './metric-keys.ts';
import type { Comparison, GateResult, Metrics, SliceResult } from './result.ts';
import { worstSlice } from './worst-slice.ts';

/** What gates are judged on. */
export interface JudgedFigures {
  readonly metrics: Metrics;
  readonly slices: readonly SliceResult[];
  /** Where there is a baseline. */
  readonly comparison?: Comparison;
}

/** What a gate is about: its value, or why there is none. */
type Finding = { readonly value: number; readonly reason?: string } | { readonly value: null; readonly reason: string };

/** Whether each gate is met, on unrounded values. A gate without a value, or on one that is not finite, is not. */
export function judgeGates(gates: readonly Gate[], figures: JudgedFigures): readonly GateResult[] {
  return gates.map((gate) => {
    const finding = findValue(gate.key, figures);
    return { ...gate, ...finding, passed: finding.value !== null && holds(finding.value, gate) };
  });
}

/** Whether a value meets a gate. */
export function holds(value: number, { operator, threshold }: Pick<Gate, 'operator' | 'threshold'>): boolean {
  switch (operator) {
    case '>=':
      return value >= threshold;
    case '>':
      return value > threshold;
    case '<=':
      return value <= threshold;
    case '<':
      return value < threshold;
  }
}

function findValue(key: string, figures: JudgedFigures): Finding {
  if (key.startsWith(WORST_SLICE)) return findWorst(key.slice(WORST_SLICE.length), figures.slices);
  if (key.startsWith(MAX_DROP)) return findDrop(key.slice(MAX_DROP.length), figures);
  const value = finite(figures.metrics[key]);
  return value === undefined ? { value: null, reason: `${key} is undefined for these rows` } : { value };
}

function findWorst(key: string, slices: readonly SliceResult[]): Finding {
  if (slices.length === 0) return { value: null, reason: 'there are no slices' };
  if (slices.every(({ isSmall }) => isSmall)) return { value: null, reason: 'no slice is large enough' };
  const worst = worstSlice(slices, key);
  if (worst === null) return { value: null, reason: `${key} is undefined for every slice that is large enough` };
  return { value: worst.value, reason: `the worst slice is ${worst.title}` };
}

function findDrop(key: string, { metrics, comparison }: JudgedFigures): Finding {
  if (comparison === undefined) return { value: null, reason: 'there is no baseline' };
  const difference = finite(comparison.differences[key]?.difference);
  if (difference !== undefined) return { value: isLowerBetter(key) ? difference : 0 - difference };
  const reason =
    finite(metrics[key]) === undefined ? 'is undefined for these rows' : 'is not compared with the baseline';
  return { value: null, reason: `${key} ${reason}` };
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
