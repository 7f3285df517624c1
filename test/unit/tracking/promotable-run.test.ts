import { describe, expect, it } from '@jest/globals';
import { promotableRun } from '../../../src/tracking/runs/promotable-run.ts';
import type { RunStore } from '../../../src/tracking/runs/run-store.ts';
import type { Run } from '../../../src/tracking/runs/run.ts';
import { madeUpRun } from '../../helpers/made-up-run.ts';

const id = (beginning: string): string => beginning.padEnd(32, '0');
const train = (beginning: string, changes: Partial<Run> = {}) => madeUpRun({ id: id(beginning), ...changes });
const evaluation = (beginning: string, passed: boolean | null, changes: Partial<Run> = {}) =>
  madeUpRun({ id: id(beginning), command: 'evaluate', passed, ...changes });

/** The newest first; only runs of training keep a bundle. */
function storeOf(...runs: readonly Run[]): RunStore {
  const commandOf = new Map(runs.map((run) => [run.id, run.command]));
  return {
    ids: runs.map((run) => run.id),
    list: () => ({ runs, unreadable: [] }),
    read: (wanted) => runs.find((run) => run.id === wanted),
    bundleOf: (wanted) => (commandOf.get(wanted) === 'train' && !wanted.startsWith('ff') ? 'somewhere' : null),
    deliveriesOf: () => [],
    folderOf: (wanted) => wanted,
  };
}

describe('promotableRun', () => {
  it('goes by the newest evaluation of the same model that had gates', () => {
    const made = train('a1');
    const evaluations = [
      evaluation('e5', null),
      evaluation('e4', false, { bundleDigest: 'other' }),
      evaluation('e3', true),
      evaluation('e2', false),
    ];
    expect(promotableRun(made, storeOf(...evaluations, made)).evaluation?.id).toBe(id('e3'));
    expect(promotableRun(made, storeOf(evaluations[0]!, evaluations[1]!, made)).evaluation).toBeNull();
  });

  it('takes an evaluation for the newest run that made its model', () => {
    const [older, newer, other] = [train('a1'), train('a2'), train('a3', { bundleDigest: 'other' })];
    const named = evaluation('e1', true);
    expect(promotableRun(named, storeOf(named, other, newer, older)).run.id).toBe(newer.id);
  });

  it.each([
    [train('a1', { status: 'KILLED', bundleDigest: null }), 'a1000000 has no model: it ended as KILLED'],
    [train('a1', { status: 'FAILED' }), 'a1000000 has no model: it ended as FAILED'],
    [train('a1', { status: 'RUNNING', bundleDigest: null }), 'a1000000 has no model: it has not ended'],
    [train('ff1'), 'ff100000 has no model: no copy of it was kept'],
    [evaluation('e1', true, { bundleDigest: 'cafe' }), 'e1000000 is an evaluation of the model cafe, and no run'],
    [evaluation('e1', null, { bundleDigest: null }), 'e1000000 is an evaluation of no model'],
  ])('refuses what has no model: %#', (named, message) => {
    expect(() => promotableRun(named, storeOf(named))).toThrow(
      expect.objectContaining({ code: 'PATH_NOT_FOUND', message: expect.stringContaining(message) }),
    );
  });
});
