import { anyTitle, MAIN_METRICS } from '../pipeline/evaluation/metric-titles.ts';
import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import {
  describeAbsent,
  describeComparison,
  describeDrift,
  describeGates,
  describeIntervals,
  describeMcnemar,
  describeUndefined,
  describeWorstSlice,
} from '../pipeline/workflows/evaluation-words.ts';
import {
  classesTable,
  confusionTable,
  driftTable,
  evaluatedRows,
  gatesTable,
  metricsTable,
  slicesTable,
} from './evaluation-tables.ts';
import { codeSpan, escapeMarkdown, joinBlocks } from './markdown.ts';

/** An evaluation as a comment on a pull request: verdict and figures at once, the rest folded away. */
export function renderEvaluationMarkdown(document: EvaluationDocument, schema: SurveySchema): string {
  const { model, data, baseline, drift, disclaimer, classes } = document;
  const blocks = [
    `## Model ${codeSpan(model.version)}`,
    verdictLine(document),
    gatesTable(document),
    `On ${evaluatedRows(document)}:`,
    metricsTable(document, MAIN_METRICS),
    ...[describeAbsent(data), ...describeUndefined(document)].map(escaped),
    escaped(baseline && `${describeComparison(baseline)} ${describeMcnemar(baseline.mcnemar)}`),
    escaped(describeWorstSlice(document)),
    details('By class', [classesTable(document), confusionTable(document)]),
    details('Slices', [slicesTable(document)]),
    details('Drift', [escaped(drift && describeDrift(drift)), driftTable(document, schema)]),
    `<sub>${escapeMarkdown(`${describeIntervals(document)}; any: ${anyTitle(classes)}. ${disclaimer}`)}</sub>`,
  ];
  return `${joinBlocks(blocks)}\n`;
}

function verdictLine({ gates, passed }: EvaluationDocument): string {
  const verdict = describeGates(gates);
  return verdict === undefined ? 'No gate was asked for.' : `**${passed ? '✅' : '❌'} ${escapeMarkdown(verdict)}.**`;
}

function escaped(text: string | undefined): string | undefined {
  return text === undefined ? undefined : escapeMarkdown(text);
}

/** Blocks below a line that unfolds them; nothing where there are none. */
function details(summary: string, blocks: readonly (string | undefined)[]): string | undefined {
  const body = joinBlocks(blocks);
  return body === '' ? undefined : `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
