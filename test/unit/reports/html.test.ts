import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml, html } from '../../../src/reports/html.ts';
import { renderPage } from '../../../src/reports/page.ts';
import { histogramSvg, shareSvg } from '../../../src/reports/svg-bars.ts';

describe('html', () => {
  it('escapes text, between tags and in attributes', () => {
    const text = `<b a="1" b='2'>&amp;`;
    expect(html`<p title="${text}">${text}</p>`.text).toBe(
      '<p title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;">&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;</p>',
    );
  });

  it('takes markup, lists, numbers and nothing', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);
    expect(html`${items}${3}${undefined}`.text).toBe('<li>a</li><li>&lt;</li>3');
  });

  it('leaves nothing in a text that HTML could take for its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', ';', '#') }), (text) => {
        const escaped = escapeHtml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});

describe('renderPage', () => {
  const page = renderPage({ title: 'a & <b>', kicker: 'Check', body: html`<p>body</p>` });

  it('is one document with language, title, heading and a policy that loads nothing', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain('<title>Check: a &amp; &lt;b&gt;</title>');
    expect(page).toContain('<h1>a &amp; &lt;b&gt;</h1>');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).toMatch(/<p>body<\/p>[^]*<\/html>\n$/);
  });

  it('has colours for light, dark and paper', () => {
    expect(page).toContain('@media screen and (prefers-color-scheme: dark)');
    expect(page).toContain('@media print');
  });
});

describe('histogramSvg', () => {
  const heights = (svg: string): number[] =>
    [...svg.matchAll(/<rect x="[^"]*" y="[^"]*" width="[^"]*" height="([^"]*)">/g)].map(([, height]) => Number(height));

  it('makes bars as high as their values, in the colour of the text', () => {
    const { text } = histogramSvg(
      [4, 2, 0, 0.001].map((value) => ({ value, words: `${value} "rows"` })),
      'A <b>',
    );
    // The lowest bar that is not nothing can still be seen.
    expect(heights(text)).toEqual([40, 20, 0, 1]);
    expect(text).toContain('fill="currentColor"');
    expect(text).toContain('aria-label="A &lt;b&gt;"');
    expect(text).toContain('<title>4 &quot;rows&quot;</title>');
  });
});

describe('shareSvg', () => {
  it.each([
    [0, 0],
    [0.0001, 0.5],
    [0.443, 44.3],
    [1, 100],
  ])('fills %d of the track to %d', (share, width) => {
    const { text } = shareSvg(share, 'yes');
    expect(text).toContain(`<rect width="${width}" height="10" />`);
    expect(text).toContain('role="img"');
  });
});
