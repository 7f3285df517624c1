import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findProgram } from './find-program.ts';

/** Why no browser can be started here, or undefined where one can. */
export const missingBrowser = isOnPath('chromium') ? undefined : 'there is no chromium on the PATH';

/** A page as somebody looks at it, and what it did that it should not. */
export interface OpenedPage {
  readonly page: Page;
  /** What stands in the console as a warning or an error, and what was thrown. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for, but for the page's own. */
  readonly requests: readonly string[];
}

export interface Viewer {
  readonly width: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** Starts the machine's own Chromium. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findProgram('chromium') });
}

/** Opens an address in a window of its own without a network. */
export async function openPage(browser: Browser, url: string, viewer: Viewer): Promise<OpenedPage> {
  const { width, colorScheme = 'light' } = viewer;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, requests };
}

/** What axe (https://github.com/dequelabs/axe-core) finds against a page: each rule with the places that break it. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  // Not as a script of the page, which its policy would hold back.
  await page.evaluate(axe.source);
  // A picture is one image with one label: its parts are told to nobody, and there are thousands of them.
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ exclude: ['svg > *'] }),
  );
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => html).join('\n')}`);
}

function isOnPath(program: string): boolean {
  try {
    return findProgram(program) !== '';
  } catch {
    return false;
  }
}
