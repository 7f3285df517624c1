import { describe, expect, it } from '@jest/globals';
import { checkIgnored } from '../../../src/pipeline/dataset/ignored-columns.ts';
import { openRows } from '../../../src/pipeline/dataset/open-rows.ts';
import { readDataset } from '../../../src/pipeline/dataset/read-dataset.ts';
import { datasetColumns } from '../../../src/pipeline/dataset/validate.ts';
import { pieces, rejection } from './csv-reading.ts';
import { SMALL_SURVEY as schema } from './small-survey.ts';

describe('checkIgnored', () => {
  it('takes indicators', () => {
    expect(() => {
      checkIgnored([], schema);
      checkIgnored(['bmi', 'smoker', 'bmi'], schema);
    }).not.toThrow();
  });

  it.each([
    ['smokr', '"smokr" is no indicator of the survey', 'Did you mean smoker?'],
    ['BMI', '"BMI" is no indicator of the survey', 'Did you mean bmi?'],
    ['', '"" is no indicator of the survey', 'It has smoker, days, bmi.'],
    ['ill', 'ill holds the label and cannot be ignored', 'Ignore indicators alone.'],
  ])('refuses %j', (name, message, hint) => {
    expect(() => {
      checkIgnored(['days', name], schema);
    }).toThrow(expect.objectContaining({ code: 'USAGE', message: `--ignore-column: ${message}`, hint }));
  });
});

describe('readDataset with ignored columns', () => {
  async function read(text: string, ignore: readonly string[]) {
    const source = await openRows(pieces(text), { columns: datasetColumns(schema), ignore });
    return readDataset({ source, schema, ignore });
  }

  it('reads what it would read of a file without them', async () => {
    const ignoring = await read('smoker,days,bmi,ill\nyes,1,9999,0\n"n,o",2,x,7\n', ['smoker', 'bmi']);
    expect(ignoring).toEqual(await read('days,ill\n1,0\n2,7\n', []));
    expect(ignoring.absent).toEqual(['smoker', 'bmi']);
  });

  it('does not mind a column that stands twice when it is ignored', async () => {
    expect((await read('bmi,bmi,days,ill\n1,2,3,0\n', ['bmi'])).absent).toEqual(['smoker', 'bmi']);
  });

  it('still needs one indicator', async () => {
    const error = await rejection(read('smoker,days,ill\n1,2,0\n', ['smoker', 'days']));
    expect(error.message).toBe('the input has none of the 3 indicators of small');
  });

  it('offers it only where the command can ignore', async () => {
    const text = `bmi,ill\n${'9999,0\n'.repeat(20)}`;
    const open = () => openRows(pieces(text), { columns: datasetColumns(schema) });
    expect((await rejection(readDataset({ source: await open(), schema, ignore: [] }))).hint).toContain(
      '--ignore-column bmi',
    );
    expect((await rejection(readDataset({ source: await open(), schema }))).hint).not.toContain('--ignore-column');
  });
});
