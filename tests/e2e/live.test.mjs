// What the pages do when the server publishes anew or fails; always against the mock, which can be told to:
// node --test tests/e2e/live.test.mjs
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { emptyCharts, launch, openPage, settle } from './browser.mjs';
import { startMock } from './mock_server.mjs';

let browser;
let mock;

before(async () => {
  mock = await startMock();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await mock?.stop();
});

test('a new publication is shown without a reload', async () => {
  const { page, faults, close } = await openPage(browser, `${mock.url}#/sales`);
  try {
    await page.getByText(/^Publication \d+$/).waitFor();
    const before = await page.getByText(/^Publication \d+$/).textContent();
    mock.publish();
    await page.waitForFunction((text) => !document.body.textContent.includes(text), before);
    await settle(page);
    assert.deepEqual(await emptyCharts(page), []);
    assert.deepEqual(faults, []);
  } finally {
    await close();
  }
});

test('a failed run and a lost server are told, and what was asked in vain is asked again', async () => {
  const { page, close } = await openPage(browser, `${mock.url}#/sales`);
  const fail = (route) =>
    route.fulfill({
      json: {
        publication: 42, published_at: null, feeds: [],
        attention: [{ severity: 'error', message: 'run R1 failed: disk full', hint: 'see till runs show R1' }],
      },
    });
  try {
    await page.route('**/api/status', fail);
    mock.publish();
    await page.getByText('run R1 failed: disk full').waitFor();
    assert.match(await page.getByRole('link', { name: 'Open the run' }).getAttribute('href'), /#\/pipeline\?.*item=R1/);
    await page.route('**/api/**', (route) => route.abort());
    await page.getByRole('link', { name: 'Customers' }).click();
    await page.getByText(/cannot reach the server: the page may be out of date/).waitFor({ timeout: 30_000 });
    await page.unrouteAll();
    await page.locator('[data-panel="order_frequency"] canvas').first().waitFor({ timeout: 30_000 });
    await settle(page);
    assert.equal(await page.getByText(/cannot reach the server/).count(), 0);
  } finally {
    await close();
  }
});

test('a failed panel says so and the others stay', async () => {
  const { page, close } = await openPage(browser, `${mock.url}#/customers`);
  try {
    await page.route('**/api/analyses/cohorts**', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/json',
        body: JSON.stringify({
          error: { code: 'unavailable', message: "cannot read analysis 'cohorts': busy", hint: 'try again in a moment' },
        }),
      }),
    );
    await page.getByRole('link', { name: 'Sales' }).click();
    mock.publish();
    await page.getByRole('link', { name: 'Customers' }).click();
    const alert = page.locator('[data-panel="cohort_retention"] [role="alert"]');
    await alert.waitFor();
    assert.match(await alert.textContent(), /cannot read analysis 'cohorts': busy.*try again in a moment/);
    await page.locator('[data-panel="order_frequency"] canvas').first().waitFor();
  } finally {
    await close();
  }
});
