// Every page, whole and readable, in both themes and at two widths: node --test tests/e2e/drawn.test.mjs. TILL_URL names
// a running server; without it the mock serves web/dist.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { emptyCharts, kAxe, kPages, kThemes, launch, openPage, settle } from './browser.mjs';
import { startMock } from './mock_server.mjs';

let browser;
let mock;
let url;

before(async () => {
  mock = process.env.TILL_URL ? null : await startMock();
  url = mock?.url ?? process.env.TILL_URL;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await mock?.stop();
});

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

async function goTo(page, name) {
  await page.evaluate((hash) => (location.hash = hash), `#/${name}`);
  await page.waitForSelector(`nav a[aria-current="page"][href*="#/${name}"]`);
  await settle(page);
}

/** What axe finds that keeps people from using the page. */
async function graveFaults(page) {
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  return found.violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join('; ')}`);
}

async function checkDrawn(page) {
  assert.equal(await page.locator('nav a[aria-current="page"]').count(), 1);
  assert.equal(await page.locator('main h1').count(), 1);
  assert.equal(await page.locator('main [role="alert"]').count(), 0);
  assert.deepEqual(await emptyCharts(page), []);
  assert.ok((await overflow(page)) <= 0, 'the page is wider than the window');
  assert.deepEqual(await graveFaults(page), []);
}

// One document for all pages of a theme and width, as a reader goes through them.
describe('every page is drawn whole', { concurrency: 2 }, () => {
  for (const theme of kThemes) {
    for (const width of [1440, 390]) {
      test(`${theme} at ${width}`, async (all) => {
        const { page, faults, close } = await openPage(browser, `${url}#/${kPages[0]}`, { theme, width });
        await page.evaluate(kAxe);
        for (const name of kPages) {
          await all.test(`${name}, ${theme} at ${width}`, async () => {
            await goTo(page, name);
            await checkDrawn(page);
            assert.deepEqual(faults.splice(0), []);
          });
        }
        await close();
      });
    }
  }
});

test('what filters dim and dates without data say can be read', async () => {
  const { page, faults, close } = await openPage(browser, `${url}#/sales`);
  try {
    await page.evaluate(kAxe);
    await page.locator('[data-panel="sales_by_channel"] ol button').first().click();
    await page.locator('[data-panel="sales_by_category"] .list button').first().click();
    await settle(page);
    await checkDrawn(page);
    await page.evaluate(() => (location.hash = '#/sales?from=2001-01-01&to=2001-02-01'));
    await page.getByText('No data in these dates').waitFor();
    await checkDrawn(page);
    await page.getByRole('button', { name: 'Last 12 months', exact: true }).click();
    await settle(page);
    assert.doesNotMatch(page.url(), /from=/);
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});
