// node tests/e2e/screenshot.mjs [URL] OUTDIR: every page in both themes at two widths, and dashboard.png for README.
// Without URL the mock serves.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { kPages, kThemes, launch, openPage } from './browser.mjs';
import { startMock } from './mock_server.mjs';

const [first = 'screenshots', second] = process.argv.slice(2);
const folder = second ?? first;
const mock = second === undefined ? await startMock() : null;
const url = mock?.url ?? first;
mkdirSync(folder, { recursive: true });
const only = process.env.TILL_PAGES?.split(',') ?? kPages;
const browser = await launch();
try {
  for (const theme of kThemes) {
    for (const width of [1440, 390]) {
      for (const name of only) {
        const { page, faults, close } = await openPage(browser, `${url}#/${name}`, { theme, width });
        await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage: true });
        for (const fault of faults) console.error(`${name} ${theme} ${width}: ${fault}`);
        await close();
      }
    }
  }
  const { page, close } = await openPage(browser, `${url}#/sales`, { height: 940 });
  await page.screenshot({ path: join(folder, 'dashboard.png') });
  await close();
} finally {
  await browser.close();
  await mock?.stop();
}
