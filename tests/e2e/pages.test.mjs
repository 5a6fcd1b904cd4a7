// What a reader does on the pages, in a real browser: node --test tests/e2e/pages.test.mjs. TILL_URL names a running
// server; without it the mock serves web/dist.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { emptyCharts, launch, openPage, settle } from './browser.mjs';
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

/** Runs `check` on a page of its own and then asserts that the page complained about nothing. */
async function onPage(address, options, check) {
  const { page, faults, close } = await openPage(browser, `${url}${address}`, options);
  try {
    await check(page);
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
}

const revenue = (page) => page.locator('[data-measure="revenue"]').textContent();

test('a filter changes the numbers and the address, and back undoes it', async () => {
  await onPage('#/sales', {}, async (page) => {
    const all = await revenue(page);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    const first = page.locator('[role="dialog"] input[type="checkbox"]').first();
    await first.check();
    await page.keyboard.press('Escape');
    await settle(page);
    assert.match(page.url(), /where=category:/);
    assert.notEqual(await revenue(page), all);
    assert.equal(await page.getByRole('button', { name: /Remove filter/ }).count(), 1);
    await page.goBack();
    await settle(page);
    assert.equal(await revenue(page), all);
    assert.doesNotMatch(page.url(), /where=/);
  });
});

test('a filter stays from page to page and its chip removes it', async () => {
  await onPage('#/sales', {}, async (page) => {
    await page.locator('[data-panel="sales_by_channel"] ol button').first().click();
    await settle(page);
    await page.getByRole('link', { name: 'Customers' }).click();
    await settle(page);
    assert.match(page.url(), /#\/customers\?.*where=channel:/);
    await page.getByRole('button', { name: /Remove filter/ }).click();
    await settle(page);
    assert.doesNotMatch(page.url(), /where=/);
  });
});

test('a click on a chart filters by what is clicked, at once after a change', async () => {
  await onPage('#/time', {}, async (page) => {
    const chart = page.locator('[data-panel="day_of_week"] [role="img"]');
    const box = await chart.boundingBox();
    await chart.click({ position: { x: box.width * 0.5, y: box.height * 0.6 } });
    await page.waitForFunction(() => location.hash.includes('where=weekday:'));
    await chart.click({ position: { x: box.width * 0.84, y: box.height * 0.6 } });
    await page.waitForFunction(() => /where=weekday:\d\|\d/.test(location.hash));
  });
});

test('a click in a course looks at that period', async () => {
  await onPage('#/sales', {}, async (page) => {
    const chart = page.locator('[data-panel="revenue_over_time"] [role="img"]');
    const box = await chart.boundingBox();
    await chart.click({ position: { x: box.width * 0.5, y: box.height * 0.5 } });
    await page.waitForFunction(() => /from=.*to=/.test(location.hash));
    await settle(page);
    assert.deepEqual(await emptyCharts(page), []);
  });
});

test('the dates and the comparison are chosen and kept in the address', async () => {
  await onPage('#/sales', {}, async (page) => {
    const before = await revenue(page);
    await page.getByRole('button', { name: /^Dates/ }).click();
    await page.getByRole('button', { name: 'Last 30 days' }).click();
    await page.getByLabel('Compare with').selectOption('last_year');
    await settle(page);
    assert.match(page.url(), /range=last_30_days&compare=last_year/);
    assert.notEqual(await revenue(page), before);
    const address = page.url();
    const value = await revenue(page);
    await page.reload();
    await settle(page);
    assert.equal(page.url(), address);
    assert.equal(await revenue(page), value);
  });
});

test('every chart can be read as a table', async () => {
  await onPage('#/sales', {}, async (page) => {
    const panel = page.locator('[data-panel="revenue_over_time"]');
    await panel.getByRole('button', { name: /as table/ }).click();
    assert.ok((await panel.locator('tbody tr').count()) > 10);
    assert.match(await panel.locator('tfoot').textContent(), /Total/);
  });
});

test('what is seen is downloaded with its dates and filters', async () => {
  await onPage('#/sales?where=country:Germany', {}, async (page) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download Sales by category as CSV' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'sales_by_category.csv');
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    assert.match(text, /Country: Germany\r\n/);
    assert.match(text, /\r\ncategory,revenue\r\n/);
  });
});

test('the keyboard reaches pages, dates and filters in order', async () => {
  await onPage('#/sales', {}, async (page) => {
    const reached = [];
    for (let step = 0; step < 14; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate(() => {
          const one = document.activeElement;
          return one.getAttribute('aria-label') ?? one.textContent.trim();
        }),
      );
    }
    assert.equal(reached[0], 'Skip to content');
    const order = ['Sales', 'Customers', 'Time', 'Pipeline', 'Catalog', 'Quality', 'Dates', 'Compare with', 'Filter'];
    const places = order.map((name) => reached.findIndex((one) => one.startsWith(name)));
    assert.ok(places.every((place, index) => place > (places[index - 1] ?? 0)), reached.join(' > '));
    await page.getByRole('button', { name: 'Filter', exact: true }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.getByRole('dialog').count(), 1);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
  });
});

test('the theme is toggled and remembered', async () => {
  await onPage('#/sales', { theme: 'light' }, async (page) => {
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await page.reload();
    await settle(page);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  });
});
