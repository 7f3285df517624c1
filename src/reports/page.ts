import { createHash } from 'node:crypto';
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
  /** What it needs beside the style of every page. */
  readonly style?: string;
  /** What it does beside being read, which it must do without, too. */
  readonly script?: string;
}

/**
 * A whole HTML page in one file. It loads nothing, and runs no script but its own: its policy forbids both.
 *
 * @returns the text of the file
 */
export function renderPage({ title, kicker, body, style = '', script }: PageContent): string {
  const code = script === undefined ? undefined : tidy(script);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policyOf(code))}" />
        <title>${kicker}: ${title}</title>
        <style>
          ${new Html(PAGE_STYLE + style)}
        </style>
      </head>
      <body>
        <main>
          <p class="kicker">${kicker}</p>
          <h1>${title}</h1>
          ${body}
        </main>
        ${code === undefined ? '' : html`<script>${new Html(code)}</script>`}
      </body>
    </html>`;
  return `${tidy(page.text)}\n`;
}

function tidy(text: string): string {
  return text.replace(/^ +/gm, '').replace(/\n{2,}/g, '\n');
}

/** A script is named by its hash (https://www.w3.org/TR/CSP3/#grammardef-hash-source). */
function policyOf(script: string | undefined): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  if (script === undefined) return policy;
  return `${policy}; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
