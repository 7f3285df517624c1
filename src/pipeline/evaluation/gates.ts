import { DiabetesError } from '../../foundation/errors.ts';
import { nearestName } from '../../foundation/nearest-name.ts';
import type { GateResult } from './result.ts';

/** What must hold for a model to ship: a metric, `worst_slice.<metric>` or `max_drop.<metric>` against a threshold. */
export type Gate = Pick<GateResult, 'gate' | 'key' | 'operator' | 'threshold'>;

/** The metric of the slice where it is worst. */
export const WORST_SLICE = 'worst_slice.';
/** How much worse the metric is than the baseline's. */
export const MAX_DROP = 'max_drop.';

const OPERATORS = ['>=', '>', '<=', '<'] as const satisfies readonly Gate['operator'][];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const FORM = "Write a metric, one of >= > <= <, and a number, in quotes: 'macro_f1>=0.46'.";
const DROP_GATE_FORM = "Write how much worse than the baseline the metric may be: 'max_drop.roc_auc_any<=0.005'.";
const DROP_FORM = 'Write a metric and how much worse it may be than the baseline: roc_auc_any=0.005.';

/**
 * A gate from its text: `macro_f1>=0.46`, `worst_slice.roc_auc_any > 0.7`, `max_drop.log_loss<=0.01`. Spaces do not count.
 *
 * @param knownKeys the metrics that a gate may be about
 * @throws DiabetesError USAGE that names what is wrong with the text, and the form or the metrics that are right
 */
export function parseGate(text: string, knownKeys: readonly string[]): Gate {
  const [, name, operator, number] = /^([^<>=!≤≥]*)([<>=!≤≥]*)([^]*)$/.exec(text)!.map((part) => part.trim());
  const known = OPERATORS.find((candidate) => candidate === operator);
  const subject = `the gate ${JSON.stringify(text)}`;
  if (operator === '') {
    throw usage(`${subject} has no operator`, `${FORM} Without quotes, a shell takes > and < for its own.`);
  }
  if (known === undefined) throw usage(`${subject} compares with ${operator!}, which is none of >= > <= <`, FORM);
  if (name === '') throw usage(`${subject} has no metric before ${known}`, FORM);
  const threshold = thresholdOf(number!, { subject, after: known, form: FORM });
  checkKey(name!, { subject, candidates: selectable(knownKeys), knownKeys });
  const gate = { gate: `${name!}${known}${number!}`, key: name!, operator: known, threshold };
  return name!.startsWith(MAX_DROP) ? checkDrop(gate, { subject, form: DROP_GATE_FORM }) : gate;
}

/**
 * The gate on a greatest drop from its text: `roc_auc_any=0.005` is `max_drop.roc_auc_any<=0.005`. A drop is how much worse
 * than the baseline the metric may be; of a metric of which less is better, how much greater.
 *
 * @throws DiabetesError USAGE that names what is wrong with the text, and the form or the metrics that are right
 */
export function parseMaxDrop(text: string, knownKeys: readonly string[]): Gate {
  const subject = `the greatest drop ${JSON.stringify(text)}`;
  const [, name, number] = (/^([^<>=]*)=([^]*)$/.exec(text) ?? []).map((part) => part.trim());
  if (name === undefined || name === '') throw usage(`${subject} is not of the form METRIC=NUMBER`, DROP_FORM);
  const threshold = thresholdOf(number!, { subject, after: '=', form: DROP_FORM });
  checkKey(name, { subject, candidates: knownKeys, knownKeys });
  const key = `${MAX_DROP}${name}`;
  return checkDrop({ gate: `${key}<=${number!}`, key, operator: '<=', threshold }, { subject, form: DROP_FORM });
}

/** What gates need beside the metrics: slices, a baseline. */
export function requirementsOf(gates: readonly Gate[]): { readonly slices: boolean; readonly baseline: boolean } {
  return {
    slices: gates.some(({ key }) => key.startsWith(WORST_SLICE)),
    baseline: gates.some(({ key }) => key.startsWith(MAX_DROP)),
  };
}

interface NumberPlace {
  readonly subject: string;
  readonly after: string;
  readonly form: string;
}

function thresholdOf(text: string, { subject, after, form }: NumberPlace): number {
  if (text === '') throw usage(`${subject} has no number after ${after}`, form);
  if (NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  throw usage(`${subject} has ${JSON.stringify(text)} after ${after}, which is no finite number`, form);
}

interface KeyChoice {
  readonly subject: string;
  readonly candidates: readonly string[];
  readonly knownKeys: readonly string[];
}

function checkKey(key: string, { subject, candidates, knownKeys }: KeyChoice): void {
  if (candidates.includes(key)) return;
  const nearest = nearestName(key, candidates);
  const also = candidates === knownKeys ? '' : '; each of them also as worst_slice.METRIC and max_drop.METRIC';
  throw usage(
    `${subject} is about ${JSON.stringify(key)}, which is no metric${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    `The metrics are ${knownKeys.join(', ')}${also}.`,
  );
}

function selectable(knownKeys: readonly string[]): readonly string[] {
  return ['', WORST_SLICE, MAX_DROP].flatMap((selector) => knownKeys.map((key) => selector + key));
}

/** A drop is limited from above, and 0 is the strictest limit: below it, a model would have to be better. */
function checkDrop(gate: Gate, { subject, form }: Pick<NumberPlace, 'subject' | 'form'>): Gate {
  if (gate.operator !== '<=' && gate.operator !== '<') {
    throw usage(`${subject} asks for a drop with ${gate.operator}; a drop is limited with <= or <`, form);
  }
  if (gate.threshold < 0) throw usage(`${subject} limits a drop to ${gate.threshold}, which is less than 0`, form);
  return gate;
}

function usage(message: string, hint: string): DiabetesError {
  return new DiabetesError('USAGE', message, { hint });
}
