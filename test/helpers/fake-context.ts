import { Readable, Writable } from 'node:stream';
import type { CommandContext } from '../../src/commands/command-context.ts';
import { fakeStreams, type FakeStreams } from './fake-streams.ts';
import { PROJECT_ROOT } from './working-tree.ts';

export type FakeContext = CommandContext & { readonly streams: FakeStreams };

/** A world in which nothing is read, written or run but what a test puts there; time stands still. */
export function fakeContext(changes: Partial<CommandContext> & { streams?: FakeStreams } = {}): FakeContext {
  const streams = changes.streams ?? fakeStreams();
  return {
    argv: [],
    cwd: '/nowhere',
    environment: {},
    packageRoot: `${PROJECT_ROOT}/`,
    version: '1.2.3',
    stdin: Readable.from([]),
    stdout: new Writable({
      write: (_chunk, _encoding, done) => {
        done();
      },
    }),
    clock: { now: () => 0, elapsed: () => 0 },
    runProcess: () => Promise.resolve({ exitCode: null, stdout: '', stderr: '' }),
    signal: new AbortController().signal,
    memoryBytes: () => Promise.resolve(Infinity),
    peakMemoryBytes: () => 0,
    ...changes,
    streams,
  };
}
