import { describe, expect, it } from '@jest/globals';
import { renderSync, type SyncDocument } from '../../../src/terminal/render-sync.ts';
import { plainStyle } from '../../../src/terminal/style.ts';

const LOOK = { style: plainStyle(true), width: 100, idLength: 8 };
const SERVER = 'http://mlflow:5000';

const render = (document: Partial<SyncDocument>) =>
  renderSync({ schemaVersion: 1, command: 'track sync', server: SERVER, upToDate: 0, runs: [], ...document }, LOOK);
const about = (digit: string, name: string | null = null) => ({ id: digit.repeat(32), name, command: 'train' });
const left = { points: 12, files: 0, model: true, end: true };
const error = { code: 'MLFLOW_FAILED', message: 'cannot look: the connection is refused', hint: 'Start the server.' };

describe('renderSync', () => {
  it('says that nothing is left', () => {
    expect(render({})).toBe('No run is recorded here.');
    expect(render({ upToDate: 1 })).toBe(`Nothing is left to deliver: ${SERVER} has the run.`);
    expect(render({ upToDate: 9 })).toBe(`Nothing is left to deliver: ${SERVER} has all 9 runs.`);
  });

  it('tells each run, and a reason once', () => {
    expect(
      render({
        upToDate: 1,
        runs: [
          { ...about('a', 'night'), state: 'delivered', page: 'http://page/a' },
          { ...about('b'), state: 'running', page: 'http://page/b' },
          { ...about('c'), state: 'failed', left, error },
          { ...about('d'), state: 'failed', left: { ...left, points: 1, model: false }, error },
        ],
      }),
    ).toBe(
      [
        'delivered 2 runs; 1 run had been before',
        'aaaaaaaa  night  http://page/a',
        'bbbbbbbb  train  http://page/b  goes on: no end is recorded',
        'not delivered 2 runs: cannot look: the connection is refused',
        'cccccccc  train  12 metric points and the model',
        'dddddddd  train  1 metric point',
        'Start the server.',
      ].join('\n'),
    );
  });
});
