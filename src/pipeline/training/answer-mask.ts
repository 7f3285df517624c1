import type { Random } from '../../foundation/random.ts';
import type { Mask } from './batch-encoder.ts';

/**
 * Hides answers at random, so that the network learns to predict from any part of them: a share of the rows keeps all;
 * of every other row each answer is kept with a probability that is itself drawn evenly from 0 to 1, so that few and
 * many known answers are equally common.
 */
export function createAnswerMask(random: Random, completeShare: number): Mask {
  return (visible, indicators) => {
    for (let row = 0; row < visible.length; row += indicators) {
      if (random.uniform() < completeShare) {
        visible.fill(1, row, row + indicators);
        continue;
      }
      const kept = random.uint32();
      for (let i = row; i < row + indicators; i++) visible[i] = random.uint32() < kept ? 1 : 0;
    }
  };
}
