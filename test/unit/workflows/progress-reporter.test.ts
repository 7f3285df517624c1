import { describe, expect, it } from '@jest/globals';
import type { PipelineEvent } from '../../../src/foundation/events.ts';
import { pacedReporter } from '../../../src/pipeline/workflows/progress-reporter.ts';

describe('pacedReporter', () => {
  it('tells at once, and then at most five times a second', () => {
    let elapsedMs = 1000;
    const events: PipelineEvent[] = [];
    const tell = pacedReporter('predict', (event) => events.push(event), { now: () => 0, elapsed: () => elapsedMs });
    for (let done = 0; done < 100; done++) {
      tell({ done, total: 100, unit: 'byte' });
      elapsedMs += 30;
    }
    const told = events.map((event) => (event.type === 'progress' ? event.done : event));
    expect(told).toEqual([0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77, 84, 91, 98]);
    expect(events[1]).toEqual({ type: 'progress', stage: 'predict', done: 7, total: 100, unit: 'byte' });
  });
});
