import { html, type Html } from './html.ts';

/** One bar: how much it stands for, and what a reader is told of it. */
export interface Bar {
  readonly value: number;
  readonly words: string;
}

const BAR_WIDTH = 10;
const GAP = 1.5;
const HEIGHT = 40;

/**
 * A histogram as inline SVG: a bar a value, in the text's colour, as high as its share of the highest. What is not
 * nothing is never drawn as nothing.
 *
 * @param label what it shows, for those who do not see it
 */
export function histogramSvg(bars: readonly Bar[], label: string): Html {
  const highest = Math.max(...bars.map(({ value }) => value));
  const rects = bars.map(({ value, words }, i) => {
    const height = value === 0 ? 0 : Math.max(1, (value / highest) * HEIGHT);
    const place = html`x="${i * BAR_WIDTH + GAP / 2}" y="${tidy(HEIGHT - height)}"`;
    return html`<rect ${place} width="${BAR_WIDTH - GAP}" height="${tidy(height)}"><title>${words}</title></rect>`;
  });
  const width = bars.length * BAR_WIDTH;
  return html`<svg
    viewBox="0 0 ${width} ${HEIGHT}"
    height="${HEIGHT}"
    preserveAspectRatio="none"
    fill="currentColor"
    role="img"
    aria-label="${label}"
  >
    ${rects}
    <rect class="track" y="${HEIGHT - 0.5}" width="${width}" height="0.5" />
  </svg>`;
}

/**
 * A share of 0 to 1 as a horizontal bar on a track, as inline SVG in the text's colour.
 *
 * @param label what it shows, for those who do not see it
 */
export function shareSvg(share: number, label: string): Html {
  const width = share > 0 ? Math.max(0.5, share * 100) : 0;
  return html`<svg
    class="share"
    viewBox="0 0 100 10"
    height="10"
    preserveAspectRatio="none"
    fill="currentColor"
    role="img"
    aria-label="${label}"
  >
    <title>${label}</title>
    <rect class="track" width="100" height="10" />
    <rect width="${tidy(width)}" height="10" />
  </svg>`;
}

function tidy(length: number): number {
  return Number(length.toFixed(2));
}
