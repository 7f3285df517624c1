import { RUN_COLORS } from '../charts/run-look.ts';

/** What the page that compares runs needs beside the style of every page. */
export const RUNS_STYLE = `
:root { ${variables(0)} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables(1)} } }
.swatch { width: 1.5rem; height: 0.5rem; margin-right: 0.5rem; vertical-align: middle; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0.75rem 0; padding: 0; list-style: none; }
.wide th:first-child { position: sticky; z-index: 1; left: 0; min-width: 10rem; background: var(--ground); }
.moment { white-space: nowrap; }
.wide th, .wide td { padding-right: 1.25rem; }
mark { padding: 0 0.25rem; border-radius: 0.25rem; background: var(--panel); color: var(--contrast); font-weight: 600; }
thead button { padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: inherit; cursor: pointer; }
thead button::after { content: ' \\2195'; color: var(--muted); }
[aria-sort='ascending'] button::after { content: ' \\2191'; color: var(--text); }
[aria-sort='descending'] button::after { content: ' \\2193'; color: var(--text); }
@media print { thead button::after { content: ''; } }
`;

function variables(which: 0 | 1): string {
  return RUN_COLORS.map((color, i) => `--run-${i + 1}: ${color[which]};`).join(' ');
}
