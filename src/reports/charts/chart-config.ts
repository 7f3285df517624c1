import type { Config } from 'vega-lite';
import { FONT_SIZE, INK } from './chart.ts';

const AXIS_WORDS = { labelColor: INK.muted, labelFontSize: FONT_SIZE, titleColor: INK.muted, titleFontSize: FONT_SIZE };

/** How every picture looks: one colour, faint lines, and words that are never cut. */
export const CHART_CONFIG: Config = {
  // The whole picture has one label; one for each mark would be read out point by point.
  aria: false,
  background: 'transparent',
  padding: 0,
  view: { stroke: null },
  axis: {
    ...AXIS_WORDS,
    domain: false,
    ticks: false,
    gridColor: INK.line,
    labelLimit: 0,
    labelPadding: 6,
    titleFontWeight: 'normal',
    titleLimit: 0,
    titlePadding: 8,
    tickCount: 5,
  },
  // Titles lie flat at the top of their axis, where they can be read.
  axisY: { titleAlign: 'left', titleAnchor: 'end', titleAngle: 0, titleBaseline: 'bottom', titleX: 0, titleY: -8 },
  area: { color: INK.first, opacity: 0.18 },
  bar: { color: INK.first },
  legend: { labelColor: INK.text, labelFontSize: FONT_SIZE, labelLimit: 0, offset: 12 },
  line: { color: INK.first, strokeWidth: 2, strokeCap: 'round', strokeJoin: 'round' },
  point: { color: INK.first, filled: true, opacity: 1, size: 40 },
  rect: { color: INK.first },
  rule: { color: INK.first },
  text: { color: INK.text, fontSize: FONT_SIZE },
};
