import { basename } from 'node:path';
import { formatPercent, quantity } from '../foundation/quantity.ts';
import type { Manifest, Provenance } from '../pipeline/bundle/manifest.ts';
import type { EvaluationDocument } from '../pipeline/workflows/evaluation-result.ts';
import { describeAbsent, describeBalance, describeDrift } from '../pipeline/workflows/evaluation-words.ts';
import { driftTable, evaluatedRows } from './evaluation-tables.ts';
import { codeSpan, escapeMarkdown, markdownTable } from './markdown.ts';

/** All that a model card is made from. */
export interface ModelCardSource {
  readonly document: EvaluationDocument;
  readonly manifest: Manifest;
  readonly provenance?: Provenance;
}

/** On which rows the model was evaluated, and how far they are from those that it was trained on. */
export function evaluationData({ document, manifest }: ModelCardSource): readonly (string | undefined)[] {
  const { data, drift } = document;
  const absent = describeAbsent(data);
  return [
    `Evaluated on ${evaluatedRows(document)}: ${escapeMarkdown(describeBalance(document))}. ` +
      `Fingerprint ${codeSpan(data.fingerprint)}.`,
    kinship(document, manifest),
    absent && escapeMarkdown(absent),
    drift && escapeMarkdown(describeDrift(drift)),
    driftTable(document, manifest.schema),
  ];
}

/** What the rows are to the training rows. */
function kinship({ data }: EvaluationDocument, manifest: Manifest): string {
  if (data.source === 'test') return 'They come from the source of the training rows, and training did not see them.';
  return data.fingerprint === manifest.data.fingerprint
    ? '**The model was trained on most of these rows: the figures are better than they would be for others.**'
    : 'They were given for this evaluation; whether training saw any of them is not known here.';
}

/** What the model was trained on. */
export function trainingData({ schema, data, split }: Manifest): readonly (string | undefined)[] {
  const kind = data.source === 'synthetic' ? 'synthetic row' : 'row';
  const rows = schema.target.classes.map(({ id, title }) => {
    const count = data.classes[id] ?? 0;
    return [escapeMarkdown(title), count.toLocaleString('en-US'), formatPercent(count / data.rows)];
  });
  const right = { align: 'right' } as const;
  const { train, validation, test } = split.rows;
  const parts = [`${quantity(train, 'row')} for training`, `${validation.toLocaleString('en-US')} for validation`];
  return [
    `Source: ${escapeMarkdown(schema.source)}.`,
    `${quantity(data.rows, kind)}, fingerprint ${codeSpan(data.fingerprint)}.`,
    data.source === 'synthetic'
      ? '**The rows are made up** after the figures of the survey: nobody gave these answers.'
      : undefined,
    markdownTable([{ title: 'Class' }, { title: 'Rows', ...right }, { title: 'Share', ...right }], rows),
    `Stratified split with seed ${split.seed}: ${parts.join(', ')}, ${test.toLocaleString('en-US')} for the test.`,
    data.absent.length === 0 ? undefined : `Unknown in every training row: ${escapeMarkdown(data.absent.join(', '))}.`,
  ];
}

/** The commands and params that give the same model again. */
export function reproduction({ document, manifest, provenance }: ModelCardSource): readonly string[] {
  const { data, backend, params, split, schema } = manifest;
  const { seed, test, validation } = split;
  const path = provenance?.dataPath ?? null;
  const file = path === null ? 'rows.csv' : basename(path);
  const rows = data.source === 'file' ? ` --data ${shellQuoted(file)}` : '';
  const ignored = (provenance?.ignoredColumns ?? []).map((name) => ` --ignore-column ${shellQuoted(name)}`).join('');
  const sections = {
    ...(data.source === 'synthetic' ? { data: { synthetic_rows: data.rows } } : {}),
    split: { seed, test, validation },
    ...params,
  };
  const yaml = Object.entries(sections).flatMap(([name, section]) => [
    `${name}:`,
    ...Object.entries(section).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`),
  ]);
  return [
    fenced('sh', [
      `diabetes train${rows}${ignored} --config params.yaml --backend ${backend.name} --out model`,
      'diabetes evaluate --model model',
    ]),
    `with the schema ${codeSpan(schema.name)} and this ${codeSpan('params.yaml')}:`,
    fenced('yaml', yaml),
    `The same rows, params and backend (${escapeMarkdown(backend.library)}) give the digest ` +
      codeSpan(document.model.digest) +
      (backend.name === 'wasm' ? ' on any machine.' : '; another machine may differ in the last digits.'),
  ];
}

function fenced(language: string, lines: readonly string[]): string {
  return ['```' + language, ...lines, '```'].join('\n');
}

/** A file's name as it is typed in a shell, on one line. */
function shellQuoted(name: string): string {
  return /^[\w.+-]+$/.test(name) ? name : `'${name.replace(/\s/g, ' ').replaceAll("'", `'\\''`)}'`;
}
