import { describe, expect, it } from '@jest/globals';
import { BRFSS_2015, knownDataOf } from '../../../src/pipeline/workflows/known-data.ts';
import { renderPulledData, type PullDocument } from '../../../src/terminal/render-pulled-data.ts';
import { renderSyntheticRows } from '../../../src/terminal/render-synthetic-rows.ts';
import { renderSynthesizer } from '../../../src/terminal/render-synthesizer.ts';
import { plainStyle } from '../../../src/terminal/style.ts';

const style = plainStyle(true);

describe('renderPulledData', () => {
  const document: PullDocument = {
    schemaVersion: 1,
    command: 'data pull',
    path: '/p/data/raw/diabetes.csv',
    source: '/p/archive.zip',
    bytes: 22_738_151,
    sha256: BRFSS_2015.sha256,
    known: knownDataOf(BRFSS_2015.sha256) ?? null,
    unchanged: false,
  };

  it('says what the known survey is', () => {
    expect(renderPulledData(document, style).split('\n')).toEqual([
      'data    /p/data/raw/diabetes.csv',
      "what    the CDC's BRFSS 2015 survey, Diabetes Health Indicators, 253,680 rows",
      'size    23 MB',
      `sha256  ${BRFSS_2015.sha256}`,
    ]);
  });

  it('says that another file is unknown, was there, or was taken up again', () => {
    const sha256 = '0'.repeat(64);
    const known = knownDataOf(sha256) ?? null;
    const text = renderPulledData({ ...document, sha256, known, unchanged: true, resumedFrom: 1_200_000 }, style);
    expect(text).toMatch(/^already there +\/p\/data/);
    expect(text).toMatch(/^what +a file that this program does not know$/m);
    expect(text).toMatch(/^resumed +behind 1.2 MB that had come before$/m);
  });
});

describe('renderSyntheticRows', () => {
  it.each([
    [true, "500 synthetic rows in a.csv: drawn from figures, nobody's answers"],
    [false, "500 unlabelled synthetic rows in a.csv: drawn from figures, nobody's answers"],
  ])('labelled %s', (labelled, text) => {
    const document = { schemaVersion: 1, command: 'data synth', out: 'a.csv', rows: 500, seed: 1, labelled } as const;
    expect(renderSyntheticRows(document, style)).toBe(text);
  });
});

describe('renderSynthesizer', () => {
  const render = (copies: number, realCopies: number): string => {
    const errors = { marginalError: 0.215, meanMarginalError: 0.025, correlationError: 0.0094 };
    const quality = { rows: 100, ...errors, copies, realCopies };
    const text = renderSynthesizer({ schemaVersion: 1, command: 'data fit-synth', out: 's.json', quality }, style);
    return text.replaceAll('\n', ' ');
  };

  it('tells how close the rows come', () => {
    const text = render(0.1423, 0.1498);
    expect(text).toContain('0.21 percentage points off at worst, 0.03 on average');
    expect(text).toContain('0.0094 off on average');
    expect(text).toContain('14.2 % of synthetic rows, 15.0 % of other real rows');
  });

  it.each([
    [0, 0, 'No synthetic row has the answers of a real one.'],
    [0.1, 0.2, 'no more often than another real row has'],
    [0.2, 0.2, 'no more often than another real row has'],
    [0.2, 0.1, 'more often than another real row has: some rows may be copied'],
  ])('judges %d beside %d', (copies, realCopies, sentence) => {
    const text = render(copies, realCopies);
    expect(text).toContain(sentence);
    expect(text.includes('no more often')).toBe(copies > 0 && copies <= realCopies);
  });
});
