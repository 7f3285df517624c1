import { html, type Html } from './html.ts';

/** A name, the value in large, and a few words below it; '' where there are none. */
export type Fact = readonly [name: string, value: string, more: string];

/** What is to be seen first, as panels side by side. */
export function factList(facts: readonly Fact[]): Html {
  const items = facts.map(
    ([name, value, more]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${value}${more === '' ? '' : html`<small>${more}</small>`}</dd>
      </div>`,
  );
  return html`<dl class="facts">${items}</dl>`;
}
