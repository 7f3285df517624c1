import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCourier } from '../../../../src/tracking/delivery/courier.ts';
import { describeOutcome } from '../../../../src/tracking/delivery/describe-outcome.ts';
import { createMlflowClient } from '../../../../src/tracking/mlflow/client.ts';
import { fakeMlflow, networkError } from '../../../helpers/fake-mlflow.ts';
import { appendRecords, epochRecord, FINISHED, writeRunFolder, type RunFolder } from '../../../helpers/run-folder.ts';

const REFUSED = 'cannot look for the experiment diabetes at http://mlflow:5000: the connection is refused';

describe('a courier', () => {
  let root: string;
  let run: RunFolder;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'courier-'));
    run = await writeRunFolder(root, { end: undefined });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** Waits that take no time; after so many the courier sleeps on until it is told to finish. */
  function countedPauses(most: number) {
    const pauses: number[] = [];
    let reached = (): void => undefined;
    const enough = new Promise<void>((resolve) => (reached = resolve));
    const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
      pauses.push(ms);
      if (pauses.length < most) return;
      reached();
      await new Promise((woken) => {
        signal.addEventListener('abort', woken);
      });
    };
    return { pauses, enough, pause };
  }

  it('waits longer and longer while nobody answers, and says in the end what is left', async () => {
    const { client } = fakeMlflow([networkError('ECONNREFUSED')]);
    const { pauses, enough, pause } = countedPauses(8);
    const courier = createCourier({ folder: run.folder, client, pause });
    courier.wake();
    courier.wake();
    await enough;
    await appendRecords(run, [{ type: 'run-ended', ...FINISHED }]);
    const outcome = await courier.finish(60_000);
    expect(pauses).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
    expect(outcome).toMatchObject({ isDelivered: false, left: { points: 12, files: 2, model: true, end: true } });
    expect(describeOutcome(outcome)).toBe(
      `not delivered yet: 12 metric points, 2 files and the model (${REFUSED}); \`diabetes track sync\` goes on from here`,
    );
  });

  it('delivers nothing before it is woken, and tries nothing where it is given no time', async () => {
    const { client, asked } = fakeMlflow([networkError('ECONNREFUSED')]);
    const courier = createCourier({ folder: run.folder, client });
    await appendRecords(run, [epochRecord(4)]);
    const outcome = await courier.finish(0);
    expect(asked).toEqual([]);
    expect(describeOutcome(outcome)).toBe(
      'not delivered yet: 12 metric points (there was no more time); `diabetes track sync` goes on from here',
    );
  });

  it.each(['its time is over', 'it is told to stop'])('ends while a server keeps it waiting when %s', async (when) => {
    const stop = new AbortController();
    const client = createMlflowClient(
      { url: 'http://mlflow:5000' },
      {
        send: (_, { signal }) =>
          new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => {
              reject(signal.reason as Error);
            });
            if (when === 'it is told to stop') stop.abort();
          }),
      },
    );
    const courier = createCourier({ folder: run.folder, client });
    const outcome = await courier.finish(when === 'its time is over' ? 1 : 600_000, stop.signal);
    expect(outcome).toMatchObject({ isDelivered: false, left: { points: 9 }, failure: undefined });
  });
});
