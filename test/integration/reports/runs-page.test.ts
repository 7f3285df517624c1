import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { epochCharts, metricCharts } from '../../../src/reports/charts/run-charts.ts';
import { drawCharts } from '../../../src/reports/draw-chart.ts';
import { renderRunsPage } from '../../../src/reports/runs-page.ts';
import { accessibilityProblems, missingBrowser, openPage, startBrowser } from '../../helpers/browser.ts';
import { describeWith } from '../../helpers/describe-with.ts';
import { reportedRun, runsPageSource } from '../../helpers/reported-runs.ts';
import { PROJECT_ROOT } from '../../helpers/working-tree.ts';

const SCREENSHOTS = join(PROJECT_ROOT, 'test-output/pages');
const LOOKS = [320, 768, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);
const OPEN_ALL = "document.querySelectorAll('details').forEach((each) => (each.open = true))";
const FIRST_COLUMN = `[...document.querySelector('[aria-label="Runs"] table').tBodies[0].rows]`;

describeWith(missingBrowser, 'the page that compares runs, in a browser', () => {
  let folder: string;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runs-page-'));
    await mkdir(SCREENSHOTS, { recursive: true });
    const names = { 2: 'A night run with a long name', 5: '<b>odd</b>' } as Readonly<Record<number, string>>;
    const runs = Array.from({ length: 10 }, (_, i) => reportedRun(i + 1, { name: names[i] ?? null }));
    const source = runsPageSource([...runs, reportedRun(11, { metrics: {}, series: {}, status: 'FAILED' })]);
    const path = join(folder, 'runs.html');
    await writeFile(path, renderRunsPage(source, await drawCharts({ ...epochCharts(source), ...metricCharts(source) })));
    expect((await stat(path)).size).toBeLessThan(600_000);
    url = pathToFileURL(path).href;
    browser = await startBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(LOOKS)(
    'is quiet, as wide as the screen and accessible at $width pixels, $colorScheme',
    async (look) => {
      const { page, complaints, requests } = await openPage(browser, url, look);
      const path = join(SCREENSHOTS, `runs-${look.width}-${look.colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
      await page.evaluate(OPEN_ALL);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  it('is ordered by a column with the keyboard: the best first, then the worst, what is not there last', async () => {
    const { page } = await openPage(browser, url, { width: 1280 });
    const button = page.getByRole('button', { name: 'ROC AUC, any' });
    await button.focus();
    await page.keyboard.press('Enter');
    const best = await firstColumn(page);
    expect([best[0], best[1], best.at(-1)]).toEqual(['10000000', '09000000', '11000000']);
    expect(await page.locator('th[aria-sort="descending"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    const worst = await firstColumn(page);
    expect(worst).toEqual([...best.slice(0, -1).reverse(), '11000000']);
    expect(await page.locator('th[aria-sort="ascending"]').textContent()).toContain('ROC AUC');
    await page.context().close();
  }, 60_000);

  it('is read and printed without its script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    expect(await page.getByRole('button').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await context.close();
  }, 60_000);
});

async function firstColumn(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`${FIRST_COLUMN}.map((row) => row.querySelector('a').textContent)`);
}
