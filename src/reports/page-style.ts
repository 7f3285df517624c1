/** The style sheet of every page: the reader's own fonts, light or dark as the reader has it, and fit for paper. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fff; --panel: #f5f6f8; --line: #dfe2e8; --text: #1d2430; --muted: #5c6675;
  --accent: #2563a8; --contrast: #b4530a; --good: #19713f; --warning: #8a5a00; --bad: #b3261e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --panel: #1d2229; --line: #333a45; --text: #e6e9ee; --muted: #9aa5b4;
    --accent: #7ab0ec; --contrast: #f0a35e; --good: #6cc492; --warning: #e0b255; --bad: #f2897f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.2rem; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
small { font-size: 0.8125rem; }
a { color: var(--accent); }
p { margin: 0.5rem 0; max-width: 46rem; }
code { font: 0.875em ui-monospace, monospace; overflow-wrap: anywhere; }
.kicker { margin: 0 0 0.25rem; color: var(--muted); }
.muted { color: var(--muted); }
.good { color: var(--good); }
.warning { color: var(--warning); }
.bad { color: var(--bad); }
.verdict { margin: 0.75rem 0 0; font-size: 1.125rem; font-weight: 600; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.75rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0 0; }
.facts div { padding: 0.75rem 1rem; border-radius: 0.5rem; background: var(--panel); }
.facts dt { color: var(--muted); font-size: 0.875rem; }
.facts dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts dd small { display: block; color: var(--muted); font-size: 0.8125rem; font-weight: 400; }
.notices { padding: 0; list-style: none; }
.notices li { margin: 0.5rem 0; padding: 0.5rem 1rem; border-left: 4px solid currentColor; background: var(--panel); }
.notices span { color: var(--text); }
nav { margin: 1.5rem 0 0; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.375rem 1.25rem; margin: 0; padding: 0; list-style: none; }
.disclaimer { margin: 1.25rem 0; padding: 0.75rem 1rem; border-left: 4px solid var(--warning); background: var(--panel); }
.figures.rows { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1.5rem 2.5rem; }
.figures.columns { columns: 2 20rem; column-gap: 2.5rem; }
.figures.columns figure { padding-bottom: 1.5rem; break-inside: avoid; }
.beside { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 0 2.5rem; }
.beside .figures { margin-top: 0.5rem; }
figure { margin: 0; }
figure svg { display: block; width: 100%; height: auto; overflow: visible; }
.figures figure { max-width: 27rem; }
.figures h3 { margin: 0 0 0.75rem; }
.figures { margin-top: 1.25rem; }
.figures figcaption { margin-top: 0.75rem; color: var(--muted); font-size: 0.875rem; }
.small-figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(45%, 10rem), 1fr)); gap: 1.25rem 1.5rem; margin: 1.25rem 0; }
.small-figures figure { display: grid; grid-template-columns: minmax(0, 1fr); grid-row: span 3; grid-template-rows: subgrid; row-gap: 0.375rem; }
.small-figures h3 { align-self: end; margin: 0; font-size: 0.875rem; line-height: 1.3; }
details { margin: 1rem 0 0; }
summary { width: fit-content; color: var(--accent); cursor: pointer; }
details .scroll { margin-top: 0.75rem; }
.pairs { display: grid; grid-template-columns: 11rem 1fr; gap: 0.375rem 1.5rem; margin: 0; }
.pairs dt { color: var(--muted); }
.pairs dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--muted); font-size: 0.875rem; font-weight: 600; white-space: nowrap; }
tbody th { min-width: 7.5rem; font-weight: 600; }
th small, td small { display: block; color: var(--muted); font-weight: 400; }
tbody th code { display: block; color: var(--muted); font-weight: 400; }
td code { white-space: nowrap; }
tbody th code.gate { color: inherit; overflow-wrap: normal; }
.number { padding-right: 1.5rem; text-align: right; white-space: nowrap; }
.chart { width: 15rem; min-width: 9rem; color: var(--accent); }
.chart svg { display: block; width: 100%; }
.chart svg.share { margin-top: 0.45rem; }
.ends { display: flex; justify-content: space-between; gap: 1rem; color: var(--muted); font-size: 0.75rem; line-height: 1.3; }
.ends span { overflow-wrap: anywhere; hyphens: auto; }
.ends span:last-child { text-align: right; }
.track { fill: var(--line); }
footer { margin-top: 3rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 30rem) {
  main { padding: 1.5rem 1rem 3rem; }
  th, td { padding-right: 0.625rem; font-size: 0.9375rem; }
  .number { padding-right: 0.875rem; }
  .facts { grid-template-columns: repeat(2, 1fr); gap: 0.5rem; }
  .facts div { padding: 0.625rem 0.75rem; }
  .pairs { grid-template-columns: 1fr; gap: 0; }
  .pairs dd { margin-bottom: 0.625rem; }
}
@media print {
  :root { color-scheme: light; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  tr, li, figure, .facts div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  nav, details { display: none; }
  thead { display: table-header-group; }
  * { print-color-adjust: exact; }
}
`;
