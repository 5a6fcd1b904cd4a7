import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readMeta, readTable } from '../src/api/answers';
import type { Meta, Panel, Table } from '../src/api/types';

/** An answer the C++ tests hold the server to. */
export function golden(name: string): unknown {
  return JSON.parse(
    readFileSync(resolve(import.meta.dirname, `../../tests/golden/api/${name}.json`), 'utf8'),
  );
}

export const meta: Meta = readMeta(golden('meta'), '');

export function table(name: string): Table {
  return readTable(golden(name), '');
}

export function panel(name: string): Panel {
  const found = meta.pages.flatMap((page) => page.panels).find((one) => one.name === name);
  if (!found) throw new Error(`no panel is named '${name}'`);
  return found;
}
