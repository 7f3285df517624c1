import type { Outcome } from './courier.ts';
import { runPage } from './delivery.ts';
import { describeUndelivered } from './undelivered.ts';

/** What has become of a run's delivery, in a line. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.isDelivered) return `delivered to ${runPage(outcome.delivery)}`;
  const { left, failure } = outcome;
  const what = left === undefined ? '' : `: ${describeUndelivered(left)}`;
  return `not delivered yet${what} (${failure?.message ?? 'there was no more time'}); \`diabetes track sync\` goes on from here`;
}
