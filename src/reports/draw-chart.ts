import type { Chart, DrawnChart } from './charts/chart.ts';
import { CHART_WIDTH, FONT_SIZE } from './charts/chart.ts';
import { CHART_CONFIG } from './charts/chart-config.ts';
import { textWidth } from './charts/text-width.ts';
import { escapeHtml } from './html.ts';

/** Vega's measuring of words, which its types leave out. */
interface TextMeasuring {
  readonly textMetrics: {
    width: (item: { readonly text?: unknown; readonly fontSize?: number }, line?: unknown) => number;
  };
}

/** Draws pictures one after the other, under the names that they have. */
export async function drawCharts(charts: Readonly<Record<string, Chart>>): Promise<Record<string, DrawnChart>> {
  const drawn: Record<string, DrawnChart> = {};
  for (const [name, { specification, ...words }] of Object.entries(charts)) {
    drawn[name] = { ...words, svg: await drawChart({ ...words, specification }) };
  }
  return drawn;
}

/**
 * A picture as SVG that stands in a page: as wide as its place, in the page's font and colours, told as one image with
 * the chart's label. The same chart gives the same text.
 */
export async function drawChart({ label, specification }: Chart): Promise<string> {
  const vega = await import('vega');
  const { compile } = await import('vega-lite');
  // Without a canvas Vega takes every character for very wide; this is its hook for those who know better.
  const { textMetrics } = vega as unknown as TextMeasuring;
  textMetrics.width = ({ text = '', fontSize = FONT_SIZE }, line) => textWidth(String(line ?? text), fontSize);
  const { spec } = compile({
    width: CHART_WIDTH,
    autosize: { type: 'fit', contains: 'padding' },
    ...specification,
    config: CHART_CONFIG,
  });
  const view = new vega.View(vega.parse(spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return dressSvg(svg, label);
}

/** What Vega says of every part by itself: the page names the font, and the label tells the picture. */
const PART_ATTRIBUTES = / (?:role|aria-[a-z]+|font-family|pointer-events)="[^"]*"/g;

/** Vega's own root fixes a size and names namespaces that HTML knows. */
function dressSvg(svg: string, label: string): string {
  const viewBox = /viewBox="[^"]*"/.exec(svg)![0];
  const root = `<svg ${viewBox} role="img" aria-label="${escapeHtml(label)}">`;
  return svg.replace(/<[a-z][^>]*>/g, (tag) => tag.replace(PART_ATTRIBUTES, '')).replace(/^<svg[^>]*>/, root);
}
