import type { Random } from '../../foundation/random.ts';
import { UNKNOWN_CODE } from '../dataset/dataset.ts';
import type { Mask } from './answer-states.ts';

/**
 * Hides answers at random, so that the network learns to predict from any part of them: a share of the rows keeps all;
 * of every other row each answer is kept with a probability that is itself drawn evenly from 0 to 1, so that few and
 * many known answers are equally common.
 */
export function createAnswerMask(random: Random, completeShare: number): Mask {
  return (hidden, indicators) => {
    for (let row = 0; row < hidden.length; row += indicators) {
      if (random.uniform() < completeShare) {
        hidden.fill(0, row, row + indicators);
        continue;
      }
      const kept = random.uint32();
      for (let i = row; i < row + indicators; i++) hidden[i] = random.uint32() < kept ? 0 : UNKNOWN_CODE;
    }
  };
}
