import { shellWord } from './shell-words.ts';
import type { Style } from './style.ts';

/** What `track promote --json` prints. */
export interface PromotionDocument {
  readonly schemaVersion: 1;
  readonly command: 'track promote';
  readonly server: string;
  /** Of the registered model. */
  readonly name: string;
  readonly alias: string;
  /** The run that made the model. */
  readonly runId: string;
  readonly bundleDigest: string;
  /** Whether the gates of the newest evaluation that had any are met; null where there is none. */
  readonly gates: { readonly passed: boolean | null; readonly evaluation: string | null };
  /** `unchanged` where the version held the alias already. */
  readonly outcome: 'promoted' | 'unchanged' | 'refused';
  /** Why it was promoted although the gates are not met. */
  readonly forced: string | null;
  /** Null where it was refused. */
  readonly version: string | null;
  /** Who held the alias before; null where nobody did. */
  readonly previous: string | null;
  /** What to type next where it was refused. */
  readonly next: readonly string[];
}

/** Which version holds the alias now; or why none was promoted, and what to do about it. */
export function renderPromotion(document: PromotionDocument, style: Style): string {
  const { name, alias, runId, outcome, version, previous, next } = document;
  const run = style.accent(runId.slice(0, SHORT));
  if (outcome === 'refused') {
    const [lookOrEvaluate, force] = next;
    return [
      `${style.bad('Not promoted')}: ${whyNot(document)}`,
      ...[
        '',
        evaluationOf(document) === null ? 'Evaluate it:' : 'See what they are:',
        `  ${style.accent(lookOrEvaluate!)}`,
      ],
      ...['Or promote it all the same, and say why:', `  ${style.accent(force!)}`],
    ].join('\n');
  }
  const holder = `${style.strong(`${name} version ${version!}`)}, the model of the run ${run},`;
  if (outcome === 'unchanged') return `${holder} is ${alias} already.`;
  const instead = previous === null ? '' : `, in the place of version ${previous}`;
  return [
    `${holder} is ${style.strong(alias)} now${instead}.`,
    ...forcedLines(document, style),
    '',
    ...[
      ['Ask it:', `diabetes predict --model ${shellWord(`models:/${name}@${alias}`)} --interactive`],
      ...(previous === null ? [] : [['Go back:', `diabetes track rollback ${shellWord(alias)}${nameOption(name)}`]]),
    ].map(([title, typed]) => `${title!.padEnd('Go back:'.length)}  ${style.accent(typed!)}`),
  ].join('\n');
}

/** `--name` where it is not the default, as it is typed. */
export function nameOption(name: string): string {
  return name === 'diabetes' ? '' : ` --name ${shellWord(name)}`;
}

const SHORT = 8;

function evaluationOf({ gates }: PromotionDocument): string | null {
  return gates.evaluation?.slice(0, SHORT) ?? null;
}

function whyNot(document: PromotionDocument): string {
  const model = `the model of the run ${document.runId.slice(0, SHORT)}`;
  const evaluation = evaluationOf(document);
  if (evaluation === null) return `${model} has not been evaluated with gates.`;
  return `in its newest evaluation, ${evaluation}, ${model} does not meet its gates.`;
}

function forcedLines(document: PromotionDocument, style: Style): readonly string[] {
  if (document.forced === null) return [];
  const why = document.gates.passed === null ? 'It was not evaluated with gates' : 'It does not meet its gates';
  return [style.warning(`${why}; noted with it: ${document.forced}`)];
}
