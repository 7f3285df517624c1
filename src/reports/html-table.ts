import { escapeHtml, html, Html, type HtmlValue } from './html.ts';

/** One column of a table: its head, and what it says of a row. */
export interface TableColumn<T> {
  readonly title: HtmlValue;
  /** `header`: names the row; `number`: aligned to the right; `chart`: wide enough for a picture. */
  readonly look?: 'header' | 'number' | 'chart';
  readonly cell: (row: T) => HtmlValue;
  /** By what rows are ordered, and which order comes first, where the page has `SORT_SCRIPT`; undefined goes last. */
  readonly sort?: {
    readonly first: 'ascending' | 'descending';
    readonly by: (row: T) => string | number | undefined;
  };
}

/**
 * A table with a head. Where it is wider than the screen it scrolls by itself, with the arrow keys too.
 *
 * @param label what it holds, for those who do not see what stands around it
 */
export function htmlTable<T>(label: string, columns: readonly TableColumn<T>[], rows: readonly T[]): Html {
  const heads = columns.map(({ title, look, sort }) => {
    const attributes = { scope: 'col', class: look === 'number' ? look : undefined, 'data-sort': sort?.first };
    return html`${tag('th', attributes)}${title}</th>`;
  });
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

function cellOf<T>({ look, cell, sort }: TableColumn<T>, row: T): Html {
  const order = sort === undefined ? undefined : (sort.by(row) ?? '');
  if (look === 'header') return html`${tag('th', { scope: 'row', 'data-sort': order })}${cell(row)}</th>`;
  return html`${tag('td', { class: look, 'data-sort': order })}${cell(row)}</td>`;
}

/** The beginning of an element, with those attributes that have a value. */
function tag(name: string, attributes: Readonly<Record<string, string | number | undefined>>): Html {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeHtml(String(value))}"`],
  );
  return new Html(`<${name}${pairs.join('')}>`);
}
