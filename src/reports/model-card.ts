import { formatPercent, quantity } from '../foundation/quantity.ts';
import type { Manifest, Provenance } from '../pipeline/bundle/manifest.ts';
import { anyTitle } from '../pipeline/evaluation/metric-titles.ts';
import { parameterCount } from '../pipeline/model/network.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import { describeIntervals } from '../pipeline/workflows/evaluation-words.ts';
import { codeSpan, escapeMarkdown, joinBlocks, markdownList } from './markdown.ts';
import { caveats, ethicalConsiderations, quantitativeAnalyses } from './model-card-analyses.ts';
import { evaluationData, reproduction, trainingData, type ModelCardSource } from './model-card-data.ts';

/**
 * A model card in Markdown, with the headings of Mitchell et al. 2019 (https://arxiv.org/abs/1810.03993): what a reader
 * must know before relying on the model. Nothing in it says who trained the model, on which host, or in which folder.
 */
export function renderModelCard(source: ModelCardSource): string {
  const { document, manifest } = source;
  const section = (title: string, ...blocks: readonly (string | undefined)[]): string =>
    joinBlocks([`## ${title}`, ...blocks]);
  return `${joinBlocks([
    `# Model card: ${escapeMarkdown(manifest.schema.title)}, version ${codeSpan(document.model.version)}`,
    `> ${escapeMarkdown(document.disclaimer)}`,
    section('Model details', modelDetails(source)),
    section('Intended use', ...intendedUse(manifest)),
    section('Factors', ...factors(document, manifest)),
    section('Metrics', ...metricsUsed(document, manifest)),
    section('Evaluation data', ...evaluationData(source)),
    section('Training data', ...trainingData(manifest)),
    section('Quantitative analyses', ...quantitativeAnalyses(document, manifest)),
    section('Ethical considerations', ...ethicalConsiderations(document, manifest)),
    section('Caveats and recommendations', caveats(document, manifest)),
    section('How to reproduce it', ...reproduction(source)),
  ])}\n`;
}

function modelDetails({ document, manifest, provenance }: ModelCardSource): string {
  const { network, params, schema } = manifest;
  const { hidden } = network;
  const kind =
    hidden.length === 0
      ? 'multinomial logistic regression'
      : `feed-forward network with ${quantity(hidden.length, 'hidden layer')} of ${hidden.join(', ')} units (ReLU)`;
  const { teacher_share: teacher, complete_share: complete } = params.train;
  return markdownList([
    `Version ${codeSpan(document.model.version)}, digest ${codeSpan(document.model.digest)}.`,
    `Kind: ${kind}; ${quantity(network.inputs, 'input')} made of ${quantity(schema.indicators.length, 'indicator')}, ` +
      `${network.outputs} classes, ${quantity(parameterCount(network), 'parameter')}.`,
    `Training: ${quantity(params.train.epochs, 'epoch')}, seed ${params.train.seed}` +
      (teacher > 0 ? `, ${formatPercent(teacher)} of the target from a teacher network fitted to the same rows` : '') +
      (complete < 1 ? '; answers are hidden at random, so that any of them may be unknown' : '') +
      '.',
    `Calibration: temperature scaling, T = ${manifest.calibration.temperature.toFixed(3)}, fitted to the validation rows.`,
    `Decision policy: ${decisionWords(manifest)}`,
    ...(provenance === undefined ? [] : [originWords(provenance)]),
    'Licence and contact: to be added by whoever publishes the model.',
  ]);
}

function decisionWords({ decision, params, schema }: Manifest): string {
  if (decision.objective === 'probability') return 'the most probable class is predicted.';
  const weights = schema.target.classes.map(({ title }, k) => `${escapeMarkdown(title)} ${decision.weights[k]!}`);
  const goal =
    decision.objective === 'macro_f1'
      ? 'the greatest expected macro F1'
      : `finding ${formatPercent(params.decision.sensitivity)} of those of any class but the first`;
  return (
    `the class with the greatest weight × probability is predicted, which need not be the most probable one. ` +
    `Weights: ${weights.join(', ')}; chosen on the validation rows for ${goal}.`
  );
}

function originWords({ createdAt, program, gitCommit }: Provenance): string {
  const commit = gitCommit === null ? '' : `, commit ${codeSpan(gitCommit)}`;
  return `Made on ${createdAt.slice(0, 10)} with ${escapeMarkdown(program)}${commit}.`;
}

function intendedUse({ schema }: Manifest): readonly string[] {
  const { indicators, target, title } = schema;
  const classes = target.classes.map((one) => escapeMarkdown(one.title)).join(', ');
  return [
    `The model says how probable each class of ${codeSpan(target.name)} (${classes}) is among people with similar answers ` +
      `to ${quantity(indicators.length, 'question')} of the survey “${escapeMarkdown(title)}”. Any answer may be unknown.`,
    'It is **not** for:',
    markdownList([
      'a diagnosis, or a decision about a person that no qualified person takes;',
      'people unlike those who were asked, or questions asked in another way: look at the figures for such rows first;',
      'saying what causes a class, or what would happen if an answer changed: the survey records answers and classes side ' +
        'by side, and an association between them is no effect;',
      'a forecast: the class is the one that was recorded together with the answers.',
    ]),
  ];
}

function factors({ slices }: EvaluationDocument, { schema }: Manifest): readonly string[] {
  const label = (name: string): string => schema.indicators.find((one) => one.name === name)?.label ?? name;
  const groups = [...new Set(slices.map(({ by }) => Object.keys(by).map(label).join(' and ')))];
  const sliced = new Set(slices.flatMap(({ by }) => Object.keys(by)));
  const left = schema.indicators.filter(({ name, sensitive }) => sensitive && !sliced.has(name));
  const names = left.map((indicator) => indicator.label).join(', ');
  return [
    groups.length === 0
      ? 'The model was not evaluated for groups of people.'
      : `The model was evaluated by ${escapeMarkdown(groups.join('; '))}.`,
    ...(left.length === 0 ? [] : [`Sensitive, and not evaluated on their own: ${escapeMarkdown(names)}.`]),
  ];
}

function metricsUsed(document: EvaluationDocument, { schema }: Manifest): readonly string[] {
  const { classes } = schema.target;
  return [
    `“Any” is ${escapeMarkdown(anyTitle(classes))}. ROC AUC says how well the probabilities rank people, log-loss how good ` +
      'they are as probabilities, the calibration error how far they are from what happens; macro F1, balanced accuracy ' +
      'and quadratic kappa judge the predicted class, with every class counting the same in the first two.',
    `In brackets: ${describeIntervals(document)}. They say how much the figures would vary with other rows of the same ` +
      'kind, not with another training or other people.',
  ];
}
