import { html, Html } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';

/** What a page holds. */
export interface PageContent {
  /** Shown by the browser's tab, and as the first heading. */
  readonly title: string;
  /** A few words above the heading: what kind of page it is. */
  readonly kicker: string;
  /** Everything below the heading. */
  readonly body: Html;
}

/**
 * A whole HTML page in one file. It has no script and loads nothing: its policy forbids both.
 *
 * @returns the text of the file
 */
export function renderPage({ title, kicker, body }: PageContent): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${kicker}: ${title}</title>
        <style>
          ${new Html(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <main>
          <p class="kicker">${kicker}</p>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return `${page.text.replace(/^ +/gm, '').replace(/\n{2,}/g, '\n')}\n`;
}
