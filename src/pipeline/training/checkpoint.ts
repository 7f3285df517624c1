import type { EpochMetrics } from '../../foundation/events.ts';

/**
 * Where a fit stands. With the seed and the data, which decide every random number by the step's own, it is all that is
 * needed to go on as if nothing had happened.
 */
export interface FitState {
  /** Steps done. */
  readonly step: number;
  readonly weights: Float32Array;
  /** The running moments of the gradients. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** The summed loss of the steps of the epoch that is under way. */
  readonly epochLoss: number;
  /** One entry for each epoch done. */
  readonly history: readonly EpochMetrics[];
}

/** Keeps the state of one fit. */
export interface Checkpoint {
  /** The state to go on from, if there is one. */
  readonly load: () => Promise<FitState | undefined>;
  readonly save: (state: FitState) => Promise<void>;
}

/** The state as text: numbers as JSON, vectors as the base64 of their bytes. */
export function serialiseState({ weights, first, second, ...rest }: FitState): string {
  const vectors = { weights: toBase64(weights), first: toBase64(first), second: toBase64(second) };
  return `${JSON.stringify({ formatVersion: 1, ...rest, ...vectors })}\n`;
}

/** What `serialiseState` wrote; undefined for anything else, such as a file of another version. */
export function parseState(text: string): FitState | undefined {
  const parsed = JSON.parse(text) as Record<'weights' | 'first' | 'second', string> &
    Pick<FitState, 'step' | 'epochLoss' | 'history'> & { readonly formatVersion?: number };
  if (parsed.formatVersion !== 1) return undefined;
  const { step, epochLoss, history } = parsed;
  const [weights, first, second] = [parsed.weights, parsed.first, parsed.second].map(fromBase64);
  return { step, epochLoss, history, weights: weights!, first: first!, second: second! };
}

function toBase64(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

function fromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}
