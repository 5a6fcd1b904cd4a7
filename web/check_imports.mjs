// Holds the layers of web/src: base <- api <- charts <- pages. A file may import from its own layer and those
// before it; only main.ts, which stands above them, may import from any.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const layers = ['base', 'api', 'charts', 'pages'];
const root = join(dirname(fileURLToPath(import.meta.url)), 'src');

const faults = [];
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(ts|svelte)$/.test(entry.name)) continue;
  const file = join(entry.parentPath ?? entry.path, entry.name);
  const own = layers.indexOf(relative(root, file).split('/')[0]);
  const text = readFileSync(file, 'utf8');
  for (const match of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)) {
    const target = relative(root, resolve(dirname(file), match[1]));
    const seen = layers.indexOf(target.split('/')[0]);
    if (own >= 0 && (seen < 0 || seen > own)) {
      const line = text.slice(0, match.index).split('\n').length;
      faults.push(`src/${relative(root, file)}:${line}: ${layers[own]} may not import '${target}'`);
    }
  }
}
for (const fault of faults) console.error(fault);
process.exit(faults.length ? 1 : 0);
