import type { SurveySchema } from '../pipeline/schema/survey-schema.ts';
import type { Style } from './style.ts';
import { wrapText } from './wrap-text.ts';

/** How an evaluation is drawn. */
export interface EvaluationLook {
  readonly schema: SurveySchema;
  readonly style: Style;
  /** How many characters a line may have. */
  readonly width: number;
  /** Whether every metric, slice and indicator is shown, and not the first of them. */
  readonly all: boolean;
}

/** Longer lines of prose are no good to read. */
const MOST_PROSE = 100;

/** An interval, a percentage, or a probability: what is read as one is not broken. */
const FIGURES = /\[[^\]]*\]|[\d.]+ %|p [<=] [\d.]+/g;

/** Prose in lines of the width, or shorter ones. */
export function proseLines(text: string, { width }: Pick<EvaluationLook, 'width'>): readonly string[] {
  const tied = text.replace(FIGURES, (figure) => figure.replaceAll(' ', '\u00a0'));
  return wrapText(tied, Math.min(width, MOST_PROSE)).replaceAll('\u00a0', ' ').split('\n');
}

/** Prose that stands back. */
export function noteLines(text: string, { style, width }: Pick<EvaluationLook, 'style' | 'width'>): readonly string[] {
  return proseLines(text, { width }).map(style.muted);
}
