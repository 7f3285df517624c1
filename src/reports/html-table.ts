import { html, type Html, type HtmlValue } from './html.ts';

/** One column of a table: its head, and what it says of a row. */
export interface TableColumn<T> {
  readonly title: HtmlValue;
  /** `header`: names the row; `number`: aligned to the right; `chart`: wide enough for a picture. */
  readonly look?: 'header' | 'number' | 'chart';
  readonly cell: (row: T) => HtmlValue;
}

const LOOKS = { number: html`class="number"`, chart: html`class="chart"` } as const;

/**
 * A table with a head. Where it is wider than the screen it scrolls by itself, with the arrow keys too.
 *
 * @param label what it holds, for those who do not see what stands around it
 */
export function htmlTable<T>(label: string, columns: readonly TableColumn<T>[], rows: readonly T[]): Html {
  const heads = columns.map(({ title, look }) =>
    look === 'number' ? html`<th scope="col" ${LOOKS.number}>${title}</th>` : html`<th scope="col">${title}</th>`,
  );
  const lines = rows.map(
    (row) =>
      html`<tr>
        ${columns.map((column) => cellOf(column, row))}
      </tr>`,
  );
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${lines}
      </tbody>
    </table>
  </div>`;
}

function cellOf<T>({ look, cell }: TableColumn<T>, row: T): Html {
  if (look === 'header') return html`<th scope="row">${cell(row)}</th>`;
  return look === undefined ? html`<td>${cell(row)}</td>` : html`<td ${LOOKS[look]}>${cell(row)}</td>`;
}
