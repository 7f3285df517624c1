import { expect, it } from '@jest/globals';
import { DEFAULT_PARAMS } from '../../../src/pipeline/params.ts';
import { startBackend } from '../../../src/pipeline/training/backend.ts';
import { measureTraining } from '../../../src/pipeline/workflows/measure-training.ts';
import { SHIPPED_SCHEMA } from '../../unit/schema/shipped-schema.ts';

it('counts the rows of the steps that fit into the time, by the clock that it is given', async () => {
  const backend = await startBackend('wasm', {});
  // Each look at this clock is half a second after the one before: one when training begins, one when it ends.
  let looks = 0;
  const clock = { now: () => 0, elapsed: () => (looks += 1) * 500 };
  const options = { schema: SHIPPED_SCHEMA, params: DEFAULT_PARAMS, backend, durationMs: 1, clock };
  const rowsPerSecond = await measureTraining(options);
  const steps = rowsPerSecond / 2 / DEFAULT_PARAMS.train.batch_size;
  expect(looks).toBe(2);
  expect(steps).toBeGreaterThanOrEqual(1);
  expect(Number.isInteger(steps)).toBe(true);
}, 30_000);
