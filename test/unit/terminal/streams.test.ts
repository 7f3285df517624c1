import { describe, expect, it } from '@jest/globals';
import { isAnimated } from '../../../src/terminal/streams.ts';

describe('isAnimated', () => {
  const write = () => true;

  it.each([
    { of: 'a terminal', stream: { isTTY: true, columns: 80 }, animated: true },
    { of: 'a terminal that does not tell its size', stream: { isTTY: true }, animated: true },
    { of: 'a terminal without columns', stream: { isTTY: true, columns: 0 }, animated: false },
    {
      of: 'a terminal that cannot redraw',
      stream: { isTTY: true, columns: 80 },
      env: { TERM: 'dumb' },
      animated: false,
    },
    { of: 'a pipe', stream: {}, animated: false },
  ])('knows $of', ({ stream, env = {}, animated }) => {
    expect(isAnimated({ write, ...stream }, env)).toBe(animated);
  });
});
