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
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
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

/** Waits until nothing loads and every chart is drawn, for some frames on end: one answer may lead to another. */
export async function settle(page) {
  await page.waitForSelector('main');
  await page.evaluate(async () => {
    const isStill = () =>
      document.querySelector('.skeleton, [aria-busy="true"]') === null &&
      [...document.querySelectorAll('[role="img"]')].every(
        (one) => one.hasAttribute('data-drawn') && one.querySelector('canvas') !== null,
      );
    const limit = performance.now() + 30_000;
    for (let frames = 0; frames < 8; ) {
      await new Promise((done) => requestAnimationFrame(done));
      frames = isStill() ? frames + 1 : 0;
      if (performance.now() > limit) throw new Error('the page still loads after 30 seconds');
    }
  });
}

/** Charts of which no pixel is drawn, by their label. */
export function emptyCharts(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('[role="img"]')]
      .filter((chart) => {
        const canvases = [...chart.querySelectorAll('canvas')];
        return !canvases.some((canvas) => {
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return data.some((value, index) => index % 4 === 3 && value > 0);
        });
      })
      .map((chart) => chart.getAttribute('aria-label')),
  );
}
