import { describe, expect, it } from '@jest/globals';
import { renderPromotion, type PromotionDocument } from '../../../src/terminal/render-promotion.ts';
import { renderRegisteredModels } from '../../../src/terminal/render-registered-models.ts';
import { renderRollback } from '../../../src/terminal/render-rollback.ts';
import type { ListedVersion } from '../../../src/tracking/registry/list-models.ts';
import { plainStyle } from '../../../src/terminal/style.ts';

const PLAIN = plainStyle(true);
const RUN = '4ea76e2f'.padEnd(32, '0');
const NOW = Date.UTC(2026, 0, 31, 12);

const promotion: PromotionDocument = {
  schemaVersion: 1,
  command: 'track promote',
  server: 'http://127.0.0.1:5000',
  name: 'diabetes',
  alias: 'champion',
  runId: RUN,
  bundleDigest: 'd'.repeat(64),
  gates: { passed: true, evaluation: 'e'.repeat(32) },
  outcome: 'promoted',
  forced: null,
  version: '3',
  previous: '2',
  next: [],
};

const version: ListedVersion = {
  version: '3',
  aliases: ['champion'],
  runId: RUN,
  serverRunId: 'f'.repeat(32),
  bundleDigest: 'd'.repeat(64),
  metrics: { roc_auc_any: 0.8231, log_loss: 0.4, macro_f1: 0.46 },
  promotedBy: 'ada',
  promotedAt: '2026-01-31T11:00:00.000Z',
  forced: null,
};
const bare: ListedVersion = {
  ...{ version: '1', aliases: [], runId: null, serverRunId: null, bundleDigest: null, metrics: {} },
  ...{ promotedBy: null, promotedAt: null, forced: null },
};

describe('a promotion', () => {
  it('says who holds the alias now, and the way back', () => {
    expect(renderPromotion(promotion, PLAIN).split('\n')).toEqual([
      'diabetes version 3, the model of the run 4ea76e2f, is champion now, in the place of version 2.',
      '',
      'Ask it:   diabetes predict --model models:/diabetes@champion --interactive',
      'Go back:  diabetes track rollback champion',
    ]);
  });

  it('has no way back where nobody held the alias before', () => {
    const text = renderPromotion({ ...promotion, previous: null }, PLAIN);
    expect(text).toContain('is champion now.');
    expect(text).not.toContain('rollback');
  });

  it('says that nothing has changed', () => {
    expect(renderPromotion({ ...promotion, outcome: 'unchanged', previous: '3' }, PLAIN)).toBe(
      'diabetes version 3, the model of the run 4ea76e2f, is champion already.',
    );
  });

  it('tells the reason that was given against the gates', () => {
    const gates = { passed: false, evaluation: 'e'.repeat(32) };
    expect(renderPromotion({ ...promotion, gates, forced: 'a trial' }, PLAIN)).toContain(
      'It does not meet its gates; noted with it: a trial',
    );
  });

  it('tells why not, and what to type', () => {
    const refused = {
      ...promotion,
      outcome: 'refused',
      version: null,
      previous: null,
      next: ['look', 'force'],
    } as const;
    expect(renderPromotion({ ...refused, gates: { passed: null, evaluation: null } }, PLAIN).split('\n')).toEqual([
      'Not promoted: the model of the run 4ea76e2f has not been evaluated with gates.',
      '',
      'Evaluate it:',
      '  look',
      'Or promote it all the same, and say why:',
      '  force',
    ]);
    expect(renderPromotion({ ...refused, gates: { passed: false, evaluation: 'e'.repeat(32) } }, PLAIN)).toContain(
      'Not promoted: in its newest evaluation, eeeeeeee, the model of the run 4ea76e2f does not meet its gates.',
    );
  });
});

describe('a rollback', () => {
  it('says from what to what', () => {
    const document = {
      schemaVersion: 1,
      command: 'track rollback',
      server: 'x',
      name: 'diabetes',
      alias: 'champion',
    } as const;
    expect(renderRollback({ ...document, from: version, to: { ...bare, version: '2' } }, PLAIN)).toBe(
      'diabetes version 2 is champion again, in the place of version 3.',
    );
    expect(renderRollback({ ...document, from: bare, to: version }, PLAIN)).toContain('the model of the run 4ea76e2f,');
  });
});

describe('the registered models', () => {
  const document = {
    schemaVersion: 1,
    command: 'track models',
    server: 'http://127.0.0.1:5000',
    models: [
      { name: 'diabetes', versions: [version, bare] },
      { name: 'empty', versions: [] },
    ],
  } as const;

  it('are a line a version', () => {
    const text = renderRegisteredModels(document, { style: PLAIN, width: Infinity, now: NOW });
    expect(text.split('\n')).toEqual([
      'model     version  aliases   run       digest        roc_auc_any  log_loss  macro_f1  promoted    by',
      'diabetes        3  champion  4ea76e2f  dddddddddddd        0.823     0.400     0.460  1 hour ago  ada',
      'diabetes        1  -         -         -                       -         -         -  -           -',
      '',
      'Without a version: empty.',
    ]);
  });

  it('fit the terminal', () => {
    const text = renderRegisteredModels(document, { style: PLAIN, width: 60, now: NOW });
    const lines = text.split('\n').slice(0, 3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(text).toContain('Not enough room for: digest, log_loss, macro_f1, promoted, by.');
  });

  it('say how the first comes about', () => {
    expect(renderRegisteredModels({ ...document, models: [] }, { style: PLAIN, width: 80, now: NOW })).toBe(
      'No model is registered at http://127.0.0.1:5000; `diabetes track promote` registers one.',
    );
  });
});
