// node tests/e2e/screenshot.mjs [URL] OUTDIR: every page in both themes at two widths. Where OUTDIR is the name of a
// .png, only that one picture of the first dashboard is taken. Without URL the mock serves.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { kPages, kThemes, launch, openPage } from './browser.mjs';
import { startMock } from './mock_server.mjs';

const [first = 'screenshots', second] = process.argv.slice(2);
const folder = second ?? first;
const mock = second === undefined ? await startMock() : null;
const url = mock?.url ?? first;
const browser = await launch();

async function takeAll() {
  mkdirSync(folder, { recursive: true });
  for (const theme of kThemes) {
    for (const width of [1440, 390]) {
      for (const name of kPages) {
        const { page, faults, close } = await openPage(browser, `${url}#/${name}`, { theme, width });
        await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`), fullPage: true });
        for (const fault of faults) console.error(`${name} ${theme} ${width}: ${fault}`);
        await close();
      }
    }
  }
}

async function takeOne() {
  const { page, close } = await openPage(browser, `${url}#/${kPages[0]}`, { height: 960 });
  await page.screenshot({ path: folder });
  await close();
}

try {
  await (folder.endsWith('.png') ? takeOne() : takeAll());
} finally {
  await browser.close();
  await mock?.stop();
}
