import { describe, expect, it } from '@jest/globals';
import { acceptKeys, acceptTexts } from '../../../../src/tracking/delivery/accepted-values.ts';

describe('what MLflow takes of values', () => {
  it('is all of good ones', () => {
    expect(acceptTexts({ 'a.b': '1', 'ä b': '' }, 'tag')).toEqual({ values: { 'a.b': '1', 'ä b': '' }, warnings: [] });
  });

  it.each([
    ['param', 6000, "the param k is cut at MLflow's limit of 6,000 characters: it has 8,001"],
    ['tag', 8000, "the tag k is cut at MLflow's limit of 8,000 characters: it has 8,001"],
  ] as const)('is as much of a %s as it keeps', (what, most, warning) => {
    expect(acceptTexts({ k: 'x'.repeat(8001) }, what)).toEqual({
      values: { k: 'x'.repeat(most) },
      warnings: [warning],
    });
  });

  it('is nothing under a key that it does not take, which is told once', () => {
    const entries = ['ok', 'a?', 'a?', '', '../b', 'c//d', 'e!'].map((key) => ({ key }));
    expect(acceptKeys(entries, 'metric')).toEqual({
      values: [{ key: 'ok' }],
      warnings: [
        '5 metrics with a key that MLflow does not take stay in the journal alone: "a?", "", "../b" and 2 more',
      ],
    });
  });

  it('is half a character as the sign for one that is unknown', () => {
    expect(acceptTexts({ k: 'a\ud800' }, 'param').values).toEqual({ k: 'a\ufffd' });
  });
});
