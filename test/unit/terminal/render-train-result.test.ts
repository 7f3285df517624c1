import { describe, expect, it } from '@jest/globals';
import { renderTrainResult, type TrainDocument } from '../../../src/terminal/render-train-result.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const metrics = { roc_auc_any: 0.81234, roc_auc_macro_ovr: 0.7, log_loss: 0.4, macro_f1: 0.45, ece_any: 0.01 };
const document: TrainDocument = {
  schemaVersion: 1,
  command: 'train',
  bundle: '/models/mine',
  bundleDigest: 'ab'.repeat(32),
  version: 'abababababab',
  backend: { name: 'wasm', library: 'tfjs 4', threads: 1 },
  durationMs: 12_400,
  peakMemoryBytes: 315_000_000,
  data: { source: 'file', rows: 253_680, fingerprint: 'sha256:00' },
  metrics: { validation: { ...metrics, roc_auc_any: 0.5 }, test: metrics },
  baselines: { prior: { log_loss: 0.6 }, logistic: { ...metrics, roc_auc_any: 0.8 } },
  weightsSha256: 'cd'.repeat(32),
  runId: null,
};

const render = (changes: Partial<TrainDocument> = {}): string[] =>
  renderTrainResult({ ...document, ...changes }, SHIPPED_SCHEMA, plainStyle(true)).split('\n');

describe('renderTrainResult', () => {
  it('sets the test metrics beside those of the baselines, with a dash for what is not defined', () => {
    const text = render();
    expect(text.slice(1, 3)).toEqual([
      'test rows          network  logistic   prior',
      'ROC AUC, any        0.8123    0.8000       -',
    ]);
    expect(text[4]).toBe('log-loss            0.4000    0.4000  0.6000');
  });

  it('tells where the model is, what it was trained on, and what it took', () => {
    const text = render().map((line) => line.replace(/ +/g, ' '));
    expect(text).toEqual(
      expect.arrayContaining([
        'model /models/mine version abababababab',
        'trained on 253,680 rows',
        'backend wasm tfjs 4',
        'took 12 s, 315 MB of memory at most',
      ]),
    );
    expect(text.join(' ')).toContain('does not diagnose');
  });

  it('shows the validation rows where none were kept for the test', () => {
    const text = render({ metrics: { ...document.metrics, test: null } });
    expect(text.slice(1, 3).map((line) => line.trimEnd())).toEqual([
      'validation rows    network  logistic   prior',
      'ROC AUC, any        0.5000    0.8000       -',
    ]);
  });

  it('names synthetic rows and a run as what they are', () => {
    const text = render({ data: { ...document.data, source: 'synthetic' }, runId: 'f'.repeat(32) }).join('\n');
    expect(text).toContain('253,680 synthetic rows');
    expect(text).toMatch(/^run +f{32}$/m);
    expect(render().join('\n')).not.toMatch(/^run /m);
  });
});
