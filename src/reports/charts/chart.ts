import type { TopLevelSpec } from 'vega-lite';

/** A picture of layers, as Vega-Lite describes it (https://vega.github.io/vega-lite/docs/layer.html). */
export type ChartSpecification = Extract<TopLevelSpec, { layer: unknown }>;
export type ChartLayer = ChartSpecification['layer'][number];

/** A picture before it is drawn, and what a page says beside it. */
export interface Chart {
  readonly title: string;
  /** One sentence: how to read it. */
  readonly caption: string;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly specification: ChartSpecification;
}

/** A picture as inline SVG. */
export interface DrawnChart extends Omit<Chart, 'specification'> {
  readonly svg: string;
}

/** How wide a picture is drawn: so narrow that its words can be read when a phone makes it smaller still. */
export const CHART_WIDTH = 340;
export const FONT_SIZE = 11;

/** The page's own colours, which are others in the dark. Vega passes them on as they are. */
export const INK = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  ground: 'var(--ground)',
  first: 'var(--accent)',
  second: 'var(--contrast)',
} as const;

/** The dashes of what a model is compared with. */
export const REFERENCE_DASH: [number, number] = [4, 4];

/** The points that are joined to a curve. */
export function pointsOf(curve: readonly (readonly [x: number, y: number])[]): { x: number; y: number }[] {
  return curve.map(([x, y]) => ({ x: tidy(x), y: tidy(y) }));
}

/** A number with no more digits than a picture can show. */
export function tidy(value: number): number {
  return Number(value.toPrecision(5));
}
