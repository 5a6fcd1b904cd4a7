// Opens pages in the system's Chromium; shared by the tests and the screenshots.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The packages live beside the pages they test.
const require = createRequire(join(dirname(fileURLToPath(import.meta.url)), '../../web/package.json'));
const { chromium } = require('playwright-core');
export const kAxe = require('axe-core').source;

export const kPages = ['sales', 'customers', 'time', 'pipeline', 'catalog', 'quality'];
export const kThemes = ['light', 'dark'];

export function launch() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}

/** A page that collects what it complains about; `faults` must stay empty. */
export async function openPage(browser, address, { theme = 'light', width = 1440, height = 900 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: 'en-GB' });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(address);
  await settle(page);
  return { page, faults, close: () => context.close() };
}

/** Waits until nothing loads and every chart is drawn. */
export async function settle(page) {
  await page.waitForSelector('main');
  await page.waitForFunction(() => {
    const canvases = [...document.querySelectorAll('[role="img"]')];
    return (
      document.querySelector('.skeleton, [aria-busy="true"]') === null &&
      canvases.every((one) => one.hasAttribute('data-drawn') && one.querySelector('canvas') !== null)
    );
  });
  // The first drawing grows for a third of a second.
  await page.waitForTimeout(450);
}
