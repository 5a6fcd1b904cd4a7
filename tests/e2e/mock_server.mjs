// Serves web/dist under the strict policy of `till serve`, and believable answers of the API, so that pages can be
// seen and tested without a project. The figures are a separable model: a course of days times shares of members.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerAnalysis, answerMembers, answerMetrics } from './mock_figures.mjs';
import { answerRuns, answerRun } from './mock_pipeline.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '../../web/dist');
const golden = (name) => JSON.parse(readFileSync(join(here, '../golden/api', `${name}.json`), 'utf8'));

export const kPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

const kTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};
const kHeaders = {
  'content-security-policy': kPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

function answer(path, params, state) {
  if (path === 'meta') {
    const meta = golden('meta');
    const published_at = new Date(Date.now() - 3 * 3_600_000).toISOString();
    return { ...meta, publication: { ...meta.publication, number: state.publication, published_at } };
  }
  if (path === 'metrics') return answerMetrics(params, golden('meta'));
  if (path === 'members') return answerMembers(params);
  if (path === 'status') return golden('status');
  if (path === 'runs') return answerRuns(golden('runs'));
  if (path === 'catalog' || path === 'quality') return golden(path);
  const [kind, name] = path.split('/');
  if (kind === 'runs') return answerRun(golden('run'), golden('runs'), decodeURIComponent(name));
  if (kind === 'analyses') return answerAnalysis(name, params, golden);
  return null;
}

function serveEvents(response, state) {
  response.writeHead(200, { ...kHeaders, 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`event: publication\ndata: {"number":${state.publication}}\n\n`);
  state.readers.add(response);
  response.on('close', () => state.readers.delete(response));
}

async function serveFile(path, response) {
  const file = join(dist, normalize(path === '/' ? '/index.html' : path));
  try {
    const body = await readFile(file);
    const type = kTypes[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { ...kHeaders, 'content-type': type }).end(body);
  } catch {
    response.writeHead(404, kHeaders).end();
  }
}

/** Starts on a free port of the loopback interface; `publish()` makes a new publication known to all readers. */
export async function startMock(port = 0) {
  const state = { publication: 42, readers: new Set() };
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    if (!url.pathname.startsWith('/api/')) return void serveFile(url.pathname, response);
    const path = url.pathname.slice('/api/'.length);
    if (path === 'events') return serveEvents(response, state);
    const found = answer(path, url.searchParams, state);
    const headers = { ...kHeaders, 'content-type': 'application/json', 'cache-control': 'no-store' };
    const missing = { error: { code: 'not_found', message: `cannot find route '/api/${path}'`, hint: '' } };
    response.writeHead(found ? 200 : 404, headers).end(JSON.stringify(found ?? missing));
  });
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    publish() {
      state.publication += 1;
      for (const reader of state.readers) {
        reader.write(`event: publication\ndata: {"number":${state.publication}}\n\n`);
      }
    },
    stop: () =>
      new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock(Number(process.argv[2] ?? 8787));
  console.log(mock.url);
}
