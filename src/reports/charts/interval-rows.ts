import { CHART_WIDTH, FONT_SIZE, INK, tidy, type ChartSpecification } from './chart.ts';
import { fitText, textWidth } from './text-width.ts';

/** One line of a chart: what it is, its value, and how sure that is. */
export interface IntervalRow {
  readonly title: string;
  /** Said after the title, and never cut. */
  readonly note?: string;
  readonly value: number;
  readonly words: string;
  readonly low: number;
  readonly high: number;
  /** Drawn in grey: it says little. */
  readonly isMuted: boolean;
}

export interface IntervalRowsLook {
  /** `dot`: where a value is; `bar`: how far it is from 0. */
  readonly mark: 'dot' | 'bar';
  /** What is measured; null where the picture's title says it. */
  readonly axisTitle: string | null;
  /** The least and the greatest value shown; what the rows need when left out. */
  readonly domain?: readonly [least: number, greatest: number];
  /** A value that all are compared with. */
  readonly reference?: number;
}

const ROW_HEIGHT = 32;
const AXIS_HEIGHT = 40;
/** From the middle of a row, up to its words and down to its mark. */
const WORDS_OFFSET = -7;
const MARK_OFFSET = 7;

/** Rows below each other, each with its words above its mark, so that long names and a narrow screen go together. */
export function intervalRows(rows: readonly IntervalRow[], look: IntervalRowsLook): ChartSpecification {
  const { mark, axisTitle, domain, reference } = look;
  const scale = domain === undefined ? { zero: mark === 'bar' } : { domain: [...domain], nice: false };
  const x = { type: 'quantitative', scale, axis: { title: axisTitle } } as const;
  const color = { condition: { test: 'datum.isMuted', value: INK.muted }, value: INK.first };
  const bar = { type: 'bar', height: 7, yOffset: MARK_OFFSET, opacity: 0.45 } as const;
  const dot = { type: 'point', yOffset: MARK_OFFSET, size: 50 } as const;
  return {
    height: rows.length * ROW_HEIGHT + AXIS_HEIGHT,
    data: { values: rows.map((row, i) => ({ row: i, ...shownOf(row), reference: reference && tidy(reference) })) },
    encoding: { y: { field: 'row', type: 'ordinal', axis: null } },
    layer: [
      textLayer('title', { align: 'left', x: 0 }),
      textLayer('words', { align: 'right', x: 'width' }),
      ...(reference === undefined ? [] : [referenceLayer(x)]),
      { mark: mark === 'bar' ? bar : dot, encoding: { x: { ...x, field: 'value' }, color } },
      {
        mark: { type: 'rule', yOffset: MARK_OFFSET, strokeWidth: 2 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      },
    ],
  };
}

function shownOf({ title, note, words, isMuted, value, low, high }: IntervalRow) {
  const end = note === undefined ? '' : ` ${note}`;
  const room = CHART_WIDTH - textWidth(`${end}${words}`, FONT_SIZE) - 20;
  const shown = `${fitText(title, room, FONT_SIZE)}${end}`;
  return { title: shown, words, isMuted, value: tidy(value), low: tidy(low), high: tidy(high) };
}

function textLayer(field: 'title' | 'words', { align, x }: { align: 'left' | 'right'; x: 0 | 'width' }) {
  const fontWeight = field === 'words' ? 'bold' : 'normal';
  return {
    mark: { type: 'text', align, fontWeight, yOffset: WORDS_OFFSET },
    encoding: { x: { value: x }, text: { field } },
  } as const;
}

/** A stroke in each row, so that it does not run through the words. */
function referenceLayer<X extends object>(x: X) {
  return {
    mark: { type: 'tick', color: INK.second, orient: 'vertical', size: 16, thickness: 2, yOffset: MARK_OFFSET },
    encoding: { x: { ...x, field: 'reference' } },
  } as const;
}
