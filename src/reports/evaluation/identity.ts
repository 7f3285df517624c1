import { basename } from 'node:path';
import { formatPercent, quantity } from '../../foundation/quantity.ts';
import type { Manifest } from '../../pipeline/bundle/manifest.ts';
import type { SurveySchema } from '../../pipeline/schema/survey-schema.ts';
import type { EvaluationDocument } from '../../pipeline/workflows/evaluation-result.ts';
import { formatCount } from '../format-figures.ts';
import { html, type Html } from '../html.ts';
import { indicatorTitle } from '../../pipeline/workflows/evaluation-words.ts';
import type { RenderSection } from './source.ts';

type Pair = readonly [name: string, value: Html | string];

/** Which model and which rows this is about, so that it can be done again. */
export const identitySection: RenderSection = ({ document, manifest, schema }) => html`
  <h3>Model</h3>
  ${pairs(modelPairs(document, manifest))}
  <h3>Rows</h3>
  ${pairs(rowPairs(document, schema))}
`;

function modelPairs({ model }: EvaluationDocument, { data, split, backend }: Manifest): readonly Pair[] {
  const origin = data.source === 'synthetic' ? 'synthetic rows' : 'rows of a file';
  return [
    ['Folder', code(basename(model.folder))],
    ['Version', code(model.version)],
    ['Digest', code(model.digest)],
    ['Made from', `${formatCount(data.rows)} ${origin}, of which it learnt from ${formatCount(split.rows.train)}`],
    ['Fingerprint of these', code(data.fingerprint)],
    ['Split', `${formatPercent(split.test)} test, ${formatPercent(split.validation)} validation, seed ${split.seed}`],
    ['Backend', `${backend.name} (${backend.library})`],
  ];
}

function rowPairs({ data, rows, bootstrap }: EvaluationDocument, schema: SurveySchema): readonly Pair[] {
  const names = (indicators: readonly string[]): string =>
    indicators.length === 0 ? 'none' : indicators.map((name) => indicatorTitle(name, schema)).join(', ');
  return [
    [
      'Evaluated',
      `${quantity(rows, 'row')} of ${data.source === 'test' ? "the model's own test share" : 'another file'}`,
    ],
    ['File', data.path === null ? 'none: the rows are synthetic' : code(basename(data.path))],
    ['Fingerprint', code(data.fingerprint)],
    ['Absent indicators', names(data.absent)],
    ['Ignored of these', names(data.ignored)],
    ['Bootstrap', `${formatCount(bootstrap.resamples)} resamples, seed ${bootstrap.seed}`],
    ['Survey', schema.title],
    ['Source', schema.source],
  ];
}

function pairs(all: readonly Pair[]): Html {
  const items = all.map(
    ([name, value]) =>
      html`<dt>${name}</dt>
        <dd>${value}</dd>`,
  );
  return html`<dl class="pairs">${items}</dl>`;
}

function code(text: string): Html {
  return html`<code>${text}</code>`;
}
