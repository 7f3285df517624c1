import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '../../../src/pipeline/bundle/manifest.ts';
import type { EvaluationDocument } from '../../../src/pipeline/workflows/evaluation-result.ts';
import { renderModelCard } from '../../../src/reports/model-card.ts';
import { MADE_UP_EVALUATION } from '../../helpers/made-up-evaluation.ts';
import { MADE_UP_CONTENT } from '../../helpers/write-made-up-bundle.ts';
import { SECOND_SCHEMA, SHIPPED_SCHEMA } from '../schema/shipped-schema.ts';

const manifest: Manifest = {
  ...MADE_UP_CONTENT.manifest,
  schema: SHIPPED_SCHEMA,
  network: { inputs: 82, hidden: [256], outputs: 3 },
  data: {
    source: 'file',
    rows: 1200,
    fingerprint: 'sha256:00',
    classes: { none: 1000, prediabetes: 50, diabetes: 150 },
    absent: [],
  },
  split: {
    method: 'stratified',
    seed: 7,
    test: 0.2,
    validation: 0.1,
    rows: { train: 840, validation: 120, test: 240 },
  },
  metrics: { validation: {}, test: {} },
  baselines: { prior: { roc_auc_any: 0.5, log_loss: 0.49 }, logistic: { roc_auc_any: 0.81, log_loss: 0.4 } },
  files: { 'model.json': '', 'weights.bin': '', 'golden.json': '', 'profile.json': '' },
};
const provenance = {
  ...MADE_UP_CONTENT.provenance,
  bundleDigest: '',
  createdBy: 'jane',
  host: 'janes-laptop',
  gitCommit: 'abc123',
  dataPath: '/home/jane/survey 1.csv',
  ignoredColumns: ['Veggies'],
};

function render(changes: Partial<EvaluationDocument> = {}, model: Partial<Manifest> = {}): string {
  const document = { ...MADE_UP_EVALUATION, ...changes };
  return renderModelCard({ document, manifest: { ...manifest, ...model }, provenance });
}

/** The text below a heading of the second level. */
function section(text: string, title: string): string {
  const [, body] = new RegExp(`\\n## ${title}\\n([^]*?)(?=\\n## |$)`).exec(text)!;
  return body!;
}

const metricsWith = (metrics: Readonly<Record<string, number>>) => ({
  metrics: { ...MADE_UP_EVALUATION.metrics, ...metrics },
});

describe('renderModelCard', () => {
  it('has the headings of the paper, in their order', () => {
    const headings = Array.from(render().matchAll(/^## (.*)$/gm), ([, title]) => title);
    expect(headings).toEqual([
      'Model details',
      'Intended use',
      'Factors',
      'Metrics',
      'Evaluation data',
      'Training data',
      'Quantitative analyses',
      'Ethical considerations',
      'Caveats and recommendations',
      'How to reproduce it',
    ]);
  });

  it('says what the model is and how it decides', () => {
    const details = section(render(), 'Model details');
    expect(details).toContain(
      '1 hidden layer of 256 units (ReLU); 82 inputs made of 21 indicators, 3 classes, 22,019 parameters',
    );
    expect(details).toContain('Weights: No diabetes 1, Prediabetes 3, Diabetes 5; chosen on the validation rows for');
    expect(details).toContain('Made on 2020-01-01 with test, commit `abc123`.');
    const plain = render(
      {},
      { decision: { objective: 'probability', weights: [1, 1, 1] }, network: { inputs: 82, hidden: [], outputs: 3 } },
    );
    expect(section(plain, 'Model details')).toMatch(
      /multinomial logistic regression[^]*the most probable class is predicted\./,
    );
  });

  it('tells nobody who made it, where, and in which folder', () => {
    expect(render()).not.toMatch(/jane|laptop|\/home|\/data\/|\/models\//);
  });

  it('names its data: source, rows, classes, split, and what is unknown', () => {
    const text = render({}, { data: { ...manifest.data, absent: ['Income'] } });
    const data = section(text, 'Training data');
    expect(data).toContain('Behavioral Risk Factor Surveillance System 2015');
    expect(data).toContain('<https://www.cdc.gov/brfss/annual_data/annual_2015.html>');
    expect(data).toContain('| Prediabetes | 50 | 4.2 % |');
    expect(data).toContain('seed 7: 840 rows for training, 120 for validation, 240 for the test.');
    expect(data).toContain('Unknown in every training row: Income.');
    expect(section(text, 'Evaluation data')).toContain('Evaluated on 1,000 rows of `next-year.csv`');
  });

  it('says what the evaluated rows are to the training rows', () => {
    const { data } = MADE_UP_EVALUATION;
    const kinship = (changes: Partial<typeof data>) =>
      section(render({ data: { ...data, ...changes } }), 'Evaluation data');
    expect(kinship({})).toContain('whether training saw any of them is not known');
    expect(kinship({ source: 'test' })).toContain('training did not see them');
    expect(kinship({ fingerprint: 'sha256:00' })).toContain('**The model was trained on most of these rows');
  });

  it('says of made-up rows that they are made up', () => {
    const text = render({}, { data: { ...manifest.data, source: 'synthetic' } });
    expect(section(text, 'Training data')).toContain('**The rows are made up**');
    expect(section(text, 'Caveats and recommendations')).toContain('trained on made-up rows');
    expect(text).toContain('  synthetic_rows: 1200');
    expect(render()).not.toContain('made up');
  });

  it.each([
    [
      0.079,
      '**Prediabetes is hardly found**: it is predicted for 7.9 % of its rows, and of the rows for which it is predicted 60.0 % are of it.',
    ],
    [0.4, '**Prediabetes is missed more often than found**: it is predicted for 40.0 %'],
  ])('says from the figures how badly a class is found: recall %d', (recall, words) => {
    expect(section(render(metricsWith({ recall_prediabetes: recall })), 'Caveats and recommendations')).toContain(
      words,
    );
  });

  it('says nothing bad of a class that is found', () => {
    expect(render(metricsWith({ recall_prediabetes: 0.5 }))).not.toMatch(/hardly found|missed more often/);
  });

  it('names the worst slice, the sensitive answers, and those that nobody looked at', () => {
    const text = render();
    expect(section(text, 'Ethical considerations')).toMatch(
      /Sex, Age, Education, Household income[^]*worst in the group Sex male/,
    );
    expect(section(text, 'Factors')).toContain('evaluated by Sex.');
    expect(section(text, 'Factors')).toContain('not evaluated on their own: Age, Education, Household income.');
    expect(section(render({ slices: [], worstSlice: null }), 'Factors')).toContain(
      'not evaluated for groups of people',
    );
  });

  it('sets simpler models beside it where they saw the same rows', () => {
    const test = { ...MADE_UP_EVALUATION.data, source: 'test' as const };
    expect(render({ data: test })).toContain('a logistic regression has ROC AUC, any 0.810 and log-loss 0.400');
    expect(render()).not.toContain('a logistic regression has');
  });

  it('says how to make the model again', () => {
    const text = section(render({}, { backend: { ...manifest.backend, name: 'wasm' } }), 'How to reproduce it');
    expect(text).toContain(
      "diabetes train --data 'survey 1.csv' --ignore-column Veggies --config params.yaml --backend wasm",
    );
    expect(text).toContain(
      'split:\n  seed: 7\n  test: 0.2\n  validation: 0.1\nfeatures:\n  breakpoints: 8\ntrain:\n  seed: 42\n',
    );
    expect(text).toContain('on any machine.');
  });

  it('stands for another survey, without a word of the first', () => {
    const text = render(
      {
        classes: SECOND_SCHEMA.target.classes.map(({ id, title }) => ({ id, title, rows: 500 })),
        confusion: [
          [400, 100],
          [50, 450],
        ],
        metrics: { log_loss: 0.4 },
        disclaimer: SECOND_SCHEMA.disclaimer,
        slices: [],
        worstSlice: null,
        importance: [],
        drift: { indicators: [] },
      },
      { schema: SECOND_SCHEMA, data: { ...manifest.data, classes: { low: 600, high: 600 } } },
    );
    expect(text).toContain('# Model card: Orchard Frost Survey');
    expect(text).toContain('“Any” is high loss.');
    expect(text.replace(/diabetes (train|evaluate)/g, '')).not.toMatch(/diabetes|BRFSS|United States|undefined|NaN/i);
  });

  it('never claims a cause', () => {
    expect(render().match(/\bcauses?\b/g)).toEqual(['causes']);
    expect(section(render(), 'Intended use')).toContain('an association between them is no effect');
  });

  it('stands without provenance', () => {
    const text = renderModelCard({ document: MADE_UP_EVALUATION, manifest });
    expect(text).not.toContain('Made on');
    expect(text).toContain('diabetes train --data rows.csv --config');
  });
});
