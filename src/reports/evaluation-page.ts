import { basename } from 'node:path';
import { quantity } from '../foundation/quantity.ts';
import { baselineSection } from './evaluation/baseline.ts';
import { driftSection } from './evaluation/drift.ts';
import { dependenceSection, importanceSection } from './evaluation/explanation.ts';
import { identitySection } from './evaluation/identity.ts';
import { classesSection, metricsSection } from './evaluation/metrics.ts';
import { missingAnswersSection } from './evaluation/missing-answers.ts';
import { curvesSection, decisionSection, predictionsSection } from './evaluation/predictions.ts';
import { slicesSection } from './evaluation/slices.ts';
import type { DrawnCharts, EvaluationPageSource, RenderSection } from './evaluation/source.ts';
import { trainingSection } from './evaluation/training.ts';
import { gatesSection, verdictOf } from './evaluation/verdict.ts';
import { html, type Html } from './html.ts';
import { renderPage } from './page.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly render: RenderSection;
}

const SECTIONS: readonly Section[] = [
  { id: 'gates', title: 'Gates', render: gatesSection },
  { id: 'metrics', title: 'Metrics', render: metricsSection },
  { id: 'classes', title: 'By class', render: classesSection },
  { id: 'curves', title: 'Curves', render: curvesSection },
  { id: 'predictions', title: 'Probabilities and classes', render: predictionsSection },
  { id: 'groups', title: 'Groups of people', render: slicesSection },
  { id: 'baseline', title: 'Beside the baseline', render: baselineSection },
  { id: 'importance', title: 'What matters to the model', render: importanceSection },
  { id: 'dependence', title: 'Answer by answer', render: dependenceSection },
  { id: 'unknown', title: 'Unknown answers', render: missingAnswersSection },
  { id: 'decisions', title: 'Decision curve', render: decisionSection },
  { id: 'drift', title: 'Drift', render: driftSection },
  { id: 'training', title: 'Training', render: trainingSection },
  { id: 'identity', title: 'Model and data', render: identitySection },
];

/** The report on a model as a page of its own: the verdict first, then all that the document says. */
export function renderEvaluationPage(source: EvaluationPageSource, charts: DrawnCharts): string {
  const { document } = source;
  const sections = SECTIONS.flatMap(({ render, ...head }) => {
    const content = render(source, charts);
    return content === undefined ? [] : [{ ...head, content }];
  });
  const disclaimer = html`<p class="disclaimer">${document.disclaimer}</p>`;
  const body = html`
    <p class="muted">${subjectOf(source)}</p>
    ${verdictOf(source)} ${disclaimer}
    <nav aria-label="Contents">
      <ul>
        ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
      </ul>
    </nav>
    ${sections.map(sectionOf)}
    <footer>${disclaimer}</footer>
  `;
  return renderPage({ title: `Model ${document.model.version}`, kicker: 'Model evaluation', body });
}

function sectionOf({ id, title, content }: Pick<Section, 'id' | 'title'> & { readonly content: Html }): Html {
  return html`<section>
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`;
}

function subjectOf({ document: { data, rows }, schema }: EvaluationPageSource): string {
  const path = data.path === null ? 'synthetic rows' : basename(data.path);
  const where = data.source === 'test' ? `of its own test share, from ${path}` : `of ${path}`;
  return `${schema.title} · ${quantity(rows, 'row')} ${where}`;
}
