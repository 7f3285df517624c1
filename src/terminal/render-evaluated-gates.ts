import type { GateResult } from '../pipeline/evaluation/result.ts';
import { describeGates, formatGateValue } from '../pipeline/workflows/evaluation-words.ts';
import { noteLines, proseLines, type EvaluationLook } from './evaluation-look.ts';
import { alignColumns } from './table.ts';

type GateLook = Pick<EvaluationLook, 'style' | 'width'>;

/** Each gate with its value, and at the end how many passed. */
export function gateLines(gates: readonly GateResult[], look: GateLook): readonly string[] {
  const { style, width } = look;
  const verdict = describeGates(gates);
  if (verdict === undefined) return [];
  const [yes, no] = style.unicode ? ['✔', '✖'] : ['+', 'x'];
  const mark = (passed: boolean): string => (passed ? style.good(yes) : style.bad(no));
  const rows = gates.map((gate) => [mark(gate.passed), gate.gate, formatGateValue(gate)]);
  const lines = alignColumns(rows, ['left', 'left', 'right']);
  const passed = gates.every((gate) => gate.passed);
  const [first, ...rest] = proseLines(`${verdict}.`, { width: width - 2 });
  return [
    ...lines.flatMap((line, i) => [line, ...reasonLines(gates[i]!, look)]),
    '',
    `${mark(passed)} ${style.strong(first!)}`,
    ...rest.map((line) => `  ${style.strong(line)}`),
  ];
}

function reasonLines({ reason }: GateResult, { style, width }: GateLook): readonly string[] {
  return reason === undefined ? [] : noteLines(reason, { style, width: width - 4 }).map((line) => `    ${line}`);
}
