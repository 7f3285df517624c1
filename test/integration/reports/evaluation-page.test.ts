import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { evaluationCharts } from '../../../src/reports/charts/evaluation-charts.ts';
import { drawCharts } from '../../../src/reports/draw-chart.ts';
import { renderDataCheckPage } from '../../../src/reports/data-check-page.ts';
import { renderEvaluationPage } from '../../../src/reports/evaluation-page.ts';
import { accessibilityProblems, missingBrowser, openPage, startBrowser } from '../../helpers/browser.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { LIFELIKE_EVALUATION, LIFELIKE_MANIFEST } from '../../helpers/lifelike-evaluation.ts';
import { MADE_UP_CHECK } from '../../helpers/made-up-check.ts';
import { PROJECT_ROOT } from '../../helpers/working-tree.ts';
import { SHIPPED_SCHEMA } from '../../unit/schema/shipped-schema.ts';

/** Where the pictures are for those who want to look at them. */
const SCREENSHOTS = join(PROJECT_ROOT, 'test-output/pages');

const LOOKS = [320, 768, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

/** Opens what is closed. */
const OPEN_ALL = "document.querySelectorAll('details').forEach((each) => (each.open = true))";

describeWith(missingBrowser, 'the reports in a browser', () => {
  let folder: string;
  let browser: Browser;
  let pages: Record<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pages-'));
    await mkdir(SCREENSHOTS, { recursive: true });
    const source = {
      document: LIFELIKE_EVALUATION,
      manifest: LIFELIKE_MANIFEST,
      schema: SHIPPED_SCHEMA,
    };
    const contents = {
      evaluation: renderEvaluationPage(source, await drawCharts(evaluationCharts(source))),
      'data-check': renderDataCheckPage(MADE_UP_CHECK),
    };
    pages = {};
    for (const [name, content] of Object.entries(contents)) {
      const path = join(folder, `${name}.html`);
      await writeFile(path, content);
      pages[name] = pathToFileURL(path).href;
    }
    browser = await startBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const cases = ['evaluation', 'data-check'].flatMap((name) => LOOKS.map((look) => ({ name, ...look })));

  it.each(cases)(
    '$name is quiet and as wide as the screen at $width pixels, $colorScheme',
    async ({ name, ...look }) => {
      const { page, complaints, requests } = await openPage(browser, pages[name]!, look);
      const path = join(SCREENSHOTS, `${name}-${look.width}-${look.colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
      await page.evaluate(OPEN_ALL);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
      await page.context().close();
    },
    60_000,
  );

  it.each([
    { name: 'evaluation', width: 320, colorScheme: 'light' as const },
    { name: 'evaluation', width: 1280, colorScheme: 'dark' as const },
    { name: 'data-check', width: 320, colorScheme: 'dark' as const },
    { name: 'data-check', width: 1280, colorScheme: 'light' as const },
  ])(
    '$name is accessible at $width pixels, $colorScheme',
    async ({ name, ...look }) => {
      const { page } = await openPage(browser, pages[name]!, look);
      await page.evaluate(OPEN_ALL);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  it('keeps every word of a picture inside of it', async () => {
    const { page } = await openPage(browser, pages.evaluation!, { width: 1280 });
    expect(await wordsOutside(page)).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('draws pictures in colours that follow the reader', async () => {
    const colours: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await openPage(browser, pages.evaluation!, { width: 768, colorScheme });
      const curve = "document.querySelector('figure svg .mark-line path')";
      colours.push(await page.evaluate<string>(`getComputedStyle(${curve}).stroke`));
      await page.context().close();
    }
    expect(colours).toEqual(['rgb(37, 99, 168)', 'rgb(122, 176, 236)']);
  }, 60_000);

  it('is read with the keyboard: links and closed parts take the focus, and open', async () => {
    const { page } = await openPage(browser, pages.evaluation!, { width: 768 });
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Gates');
    await page.locator('summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details[open]').count()).toBe(1);
    await page.context().close();
  }, 60_000);

  it('prints dark on white, whatever the screen is', async () => {
    const { page } = await openPage(browser, pages.evaluation!, { width: 768, colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  }, 60_000);
});

/** The words of pictures that reach over the edge of theirs, by more than a letter. */
async function wordsOutside(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`
    [...document.querySelectorAll('figure svg')].flatMap((svg) => {
      const edge = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('text')]
        .filter((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          return left < edge.left - 4 || right > edge.right + 4 || top < edge.top - 4 || bottom > edge.bottom + 4;
        })
        .map((text) => text.textContent);
    })
  `);
}
