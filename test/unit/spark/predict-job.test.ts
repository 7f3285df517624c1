import { describe, expect, it } from '@jest/globals';
import { describePredictJob } from '../../../src/spark/predict-job.ts';
import { readReport } from '../../../src/spark/job-report.ts';
import { SECOND_SCHEMA } from '../schema/shipped-schema.ts';

describe('the description of a job', () => {
  it('says where rows are, and what of the schema the job needs', () => {
    const places = { input: 's3a://orchards/trees', out: 'file:/out', errors: null };
    const job = describePredictJob(places, SECOND_SCHEMA, ['Soil']);
    const { indicators, ...others } = JSON.parse(JSON.stringify(job)) as typeof job;
    expect(others).toEqual({
      ...places,
      ignored: ['Soil'],
      classes: [
        { id: 'low', label: 1 },
        { id: 'high', label: 5 },
      ],
      added: ['p_low', 'p_high', 'p_any', 'predicted_class'],
    });
    expect(indicators.map(({ name }) => name)).toEqual(SECOND_SCHEMA.indicators.map(({ name }) => name));
    expect(indicators.find(({ name }) => name === 'Trees')!.rules).toEqual([
      { kind: 'range', minimum: 0, maximum: 400, refusal: 'is outside 0 to 400 trees' },
      { kind: 'whole', refusal: 'is not a whole number' },
    ]);
  });
});

describe('readReport', () => {
  it('finds the last line of the job among what else is written', () => {
    const stdout = 'noise\ndiabetes-predict-job: {"rows":1}\n\ndiabetes-predict-job: {"problem":"empty"}\nbye\n';
    expect(readReport(stdout)).toEqual({ problem: 'empty' });
  });

  it('is undefined where the job told nothing here', () => {
    expect(readReport('submitted application_1\n')).toBeUndefined();
  });
});
