import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../../src/foundation/clock.ts';
import { underDeliveryLock } from '../../../../src/tracking/delivery/delivery-lock.ts';

describe('the lock of a delivery', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'delivery-lock-'));
    path = join(folder, 'delivery.lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const work = () => Promise.resolve('done');
  const locked = () => underDeliveryLock(folder, systemClock, work);
  /** A lock that was last renewed so long ago. */
  const left = async (owner: object | string, ageMs = 0): Promise<void> => {
    await writeFile(path, typeof owner === 'string' ? owner : JSON.stringify(owner));
    const time = (Date.now() - ageMs) / 1000;
    await utimes(path, time, time);
  };
  const gone = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

  it('lets one work at a time, and is gone when it is done, or fails', async () => {
    const both = underDeliveryLock(folder, systemClock, async () => {
      await expect(locked()).rejects.toMatchObject({
        code: 'DELIVERY_BUSY',
        exitCode: 5,
        message: `cannot deliver the run: process ${process.pid} is delivering it`,
      });
      throw new Error('failed');
    });
    await expect(both).rejects.toThrow('failed');
    expect(await readdir(folder)).toEqual([]);
    expect(await locked()).toBe('done');
  });

  it.each([
    ['a process that is gone', () => ({ pid: gone(), host: hostname() }), 0],
    ['another machine that has been silent for 10 minutes', () => ({ pid: 1, host: 'elsewhere' }), 601_000],
    [
      'a process whose number is in use, which has been silent for so long',
      () => ({ pid: 1, host: hostname() }),
      601_000,
    ],
    ['a process that was ended while it wrote the lock', () => '', 11_000],
  ])('is taken over from %s', async (_, owner, ageMs) => {
    await left(owner(), ageMs);
    expect(await locked()).toBe('done');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['process 1', { pid: 1, host: hostname() }, 590_000],
    ['process 99999999 on elsewhere', { pid: 99_999_999, host: 'elsewhere' }, 590_000],
    ['another process', '', 9000],
  ])('is left to %s', async (who, owner, ageMs) => {
    await left(owner, ageMs);
    await expect(locked()).rejects.toMatchObject({ message: `cannot deliver the run: ${who} is delivering it` });
    expect(await readdir(folder)).toEqual(['delivery.lock']);
  });
});
