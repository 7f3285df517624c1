import type { DrawnChart } from './charts/chart.ts';
import { html, Html } from './html.ts';

/**
 * Pictures beside each other as far as the screen has room, each with its title and how to read it.
 *
 * @param flow `rows`: line by line; `columns`: one below the other first, so that uneven ones leave no gaps
 */
export function figures(charts: readonly (DrawnChart | undefined)[], flow: 'rows' | 'columns' = 'rows'): Html {
  const items = charts.map((chart) => {
    if (chart === undefined) return undefined;
    return html`<figure>
      <h3>${chart.title}</h3>
      ${new Html(chart.svg)}
      <figcaption>${chart.caption}</figcaption>
    </figure>`;
  });
  return html`<div class="figures ${flow}">${items}</div>`;
}

/** What most readers do not need, closed until it is asked for. */
export function details(summary: string, content: Html): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}
