import { formatPercent } from '../foundation/quantity.ts';
import type { Manifest } from '../pipeline/bundle/manifest.ts';
import { metricKeys } from '../pipeline/evaluation/metric-keys.ts';
import { formatEstimate, formatMetric, metricTitle } from '../pipeline/evaluation/metric-titles.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import {
  describeCalibration,
  describeComparison,
  describeGates,
  describeInspected,
  describeMcnemar,
  describeUndefined,
  describeWorstSlice,
  missingSteps,
} from '../pipeline/workflows/evaluation-words.ts';
import { classesTable, confusionTable, gatesTable, metricsTable, slicesTable } from './evaluation-tables.ts';
import { escapeMarkdown, joinBlocks, markdownList, markdownTable } from './markdown.ts';

/** How good the model is: as a whole, by class, for groups of people, with unknown answers, and by its gates. */
export function quantitativeAnalyses(
  document: EvaluationDocument,
  manifest: Manifest,
): readonly (string | undefined)[] {
  const { baseline, gates } = document;
  const verdict = describeGates(gates);
  return [
    part('All rows', metricsTable(document, metricKeys([])), simplerModels(document, manifest)),
    part(
      'Baseline',
      baseline && escapeMarkdown(`${describeComparison(baseline)} ${describeMcnemar(baseline.mcnemar)}`),
    ),
    part('By class', classesTable(document), confusionTable(document)),
    part('Groups of people', slicesTable(document), escaped(describeWorstSlice(document))),
    part('Calibration', calibrationErrors(document), escaped(describeCalibration(document))),
    part('Unknown answers', missingTable(document), describeInspected(document)),
    part('Gates', gatesTable(document), verdict && `${escapeMarkdown(verdict)}.`),
  ];
}

/** What the model uses that is sensitive, and for whom it is worse. */
export function ethicalConsiderations({ worstSlice }: EvaluationDocument, { schema }: Manifest): readonly string[] {
  const sensitive = schema.indicators.filter((indicator) => indicator.sensitive).map(({ label }) => label);
  const uses = `The model uses answers that are especially private or protected: ${escapeMarkdown(sensitive.join(', '))}.`;
  return [
    ...(sensitive.length === 0 ? [] : [uses]),
    'It repeats what the survey shows. Where a class is recorded less often because people of a group are examined less ' +
      'often, the model gives them a lower probability, too.',
    ...(worstSlice === null
      ? []
      : [`It is not equally good for everyone: it is worst in the group ${escapeMarkdown(worstSlice.title)}.`]),
  ];
}

/** What to keep in mind, each from the figures of this very model. */
export function caveats(document: EvaluationDocument, { data }: Manifest): string {
  const { passed, slices } = document;
  return markdownList([
    ...(data.source === 'synthetic' ? ['It was trained on made-up rows: it says nothing certain of real people.'] : []),
    'Answers and classes are taken as the survey recorded them; nothing here checks them against an examination.',
    ...weakClasses(document),
    ...(slices.length > 1
      ? ['The worst of many groups is partly so by chance: look at its interval and at the number of its rows.']
      : []),
    ...describeUndefined(document).map(escapeMarkdown),
    ...(passed ? [] : ['It does not meet all of its gates.']),
    'Evaluate it on rows of your own before you rely on it.',
  ]);
}

/** Less than this share found is a class that is hardly found, and less than half one that is missed more often. */
const HARDLY_FOUND = 0.25;

/** The classes that the model finds badly, in figures. */
function weakClasses({ classes, metrics }: EvaluationDocument): readonly string[] {
  return classes.flatMap(({ id, title, rows }) => {
    const recall = metrics[`recall_${id}`];
    const precision = metrics[`precision_${id}`];
    if (rows === 0 || recall === undefined || precision === undefined || recall >= 0.5) return [];
    const how = recall < HARDLY_FOUND ? 'is hardly found' : 'is missed more often than found';
    return [
      `**${escapeMarkdown(title)} ${how}**: it is predicted for ${formatPercent(recall)} of its rows, and of the rows for ` +
        `which it is predicted ${formatPercent(precision)} are of it.`,
    ];
  });
}

/** What simpler models reach on the same rows. */
function simplerModels({ data, classes }: EvaluationDocument, { baselines, metrics }: Manifest): string | undefined {
  if (data.source !== 'test' || metrics.test === undefined) return undefined;
  const figures = (model: Readonly<Record<string, number>>): string =>
    ['roc_auc_any', 'log_loss']
      .map((key) => `${metricTitle(key, classes)} ${formatMetric(key, model[key])}`)
      .join(' and ');
  return (
    `On the same rows a logistic regression has ${figures(baselines.logistic)}; ` +
    `giving everyone the classes' shares has ${figures(baselines.prior)}.`
  );
}

function calibrationErrors({ metrics, intervals }: EvaluationDocument): string | undefined {
  if (metrics.ece_any === undefined) return undefined;
  const before = metrics.ece_any_uncalibrated;
  const figures = `Calibration error ${formatEstimate('ece_any', metrics, intervals)}`;
  return before === undefined ? `${figures}.` : `${figures}, before calibration ${formatMetric('ece_any', before)}.`;
}

function missingTable({ missing = [], classes }: EvaluationDocument): string | undefined {
  if (missing.length === 0) return undefined;
  const keys = ['roc_auc_any', 'log_loss', 'ece_any'];
  const columns = [
    { title: 'Unknown answers', align: 'right' as const },
    ...keys.map((key) => ({ title: metricTitle(key, classes) })),
  ];
  const rows = missingSteps(missing).map(({ unknown, metrics, intervals }) => [
    String(unknown),
    ...keys.map((key) => formatEstimate(key, metrics, intervals)),
  ]);
  return markdownTable(columns, rows);
}

/** Blocks below a heading; nothing where there are none. */
function part(title: string, ...blocks: readonly (string | undefined)[]): string | undefined {
  const body = joinBlocks(blocks);
  return body === '' ? undefined : `### ${title}\n\n${body}`;
}

function escaped(text: string | undefined): string | undefined {
  return text === undefined ? undefined : escapeMarkdown(text);
}
