import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { EngineError } from '../../engine/errors.ts';
import { knownClip } from '../../engine/judge/clip-catalogue.ts';
import { fetchFile } from '../../engine/judge/fetch.io.ts';

const FILE = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 3));
const HASH = createHash('sha256').update(FILE).digest('hex');

/** A hub with one file. `cutAfter` bytes of a body the line breaks, once. */
const hub = { etag: HASH, cutAfter: 0, ranges: [] as string[] };
const server: Server = createServer((request, response) => {
  if (!request.url?.endsWith('/model.safetensors')) {
    response.writeHead(404, { 'X-Error-Code': 'EntryNotFound' }).end();
    return;
  }
  const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const end = to === '' ? FILE.length - 1 : Math.min(Number(to), FILE.length - 1);
  const body = FILE.subarray(Number(from), end + 1);
  if (body.length > 1) hub.ranges.push(`${from}-${end}`);
  response.writeHead(206, {
    'Content-Range': `bytes ${from}-${end}/${FILE.length}`,
    'Content-Length': body.length,
    ETag: `"${hub.etag}"`,
  });
  if (hub.cutAfter > 0 && body.length > 1) {
    response.write(body.subarray(0, hub.cutAfter), () => setImmediate(() => response.destroy()));
    hub.cutAfter = 0;
  } else response.end(body);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => server.close());

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neonfern-fetch-'));
  Object.assign(hub, { etag: HASH, cutAfter: 0, ranges: [] });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isDownload = (word: RegExp) => (error: unknown) =>
  error instanceof EngineError && error.code === 'download' && word.test(`${error.message} ${error.hint}`);

test('a file is fetched whole, with progress, and not a second time', async () => {
  const seen: number[] = [];
  await fetchFile('a/b', 'model.safetensors', folder, { hubUrl, onProgress: (_, done) => seen.push(done) });
  assert.deepEqual(readFileSync(join(folder, 'model.safetensors')), FILE);
  assert.deepEqual(readdirSync(folder), ['model.safetensors']);
  assert.equal(seen.at(-1), FILE.length);
  const before = hub.ranges.length;
  await fetchFile('a/b', 'model.safetensors', folder, { hubUrl });
  assert.equal(hub.ranges.length, before);
});

test('a download that was cut is never taken for the file, and goes on where it stopped', async () => {
  hub.cutAfter = 100_000;
  await assert.rejects(
    fetchFile('a/b', 'model.safetensors', folder, { hubUrl }),
    isDownload(/goes on where it stopped/),
  );
  const [part = ''] = readdirSync(folder);
  assert.match(part, /\.part$/);
  const had = readFileSync(join(folder, part)).length;
  await fetchFile('a/b', 'model.safetensors', folder, { hubUrl });
  assert.deepEqual(readFileSync(join(folder, 'model.safetensors')), FILE);
  assert.equal(hub.ranges.at(-1), `${had}-${FILE.length - 1}`);
});

test('a file whose hash is wrong is refused and removed', async () => {
  hub.etag = '0'.repeat(64);
  await assert.rejects(fetchFile('a/b', 'model.safetensors', folder, { hubUrl }), isDownload(/SHA-256/));
  assert.deepEqual(readdirSync(folder), []);
});

test('a file that is not there, and a hub that is not, are one line each', async () => {
  await assert.rejects(fetchFile('a/b', 'config.json', folder, { hubUrl }), isDownload(/there is no config.json/));
  await assert.rejects(
    fetchFile('a/b', 'config.json', folder, { hubUrl: 'http://127.0.0.1:9' }),
    isDownload(/cannot be reached/),
  );
});

test('an unknown checkpoint is met with the nearest name; any repository can be named', () => {
  assert.throws(
    () => knownClip('clip-vit-base-patch3'),
    (error) => error instanceof EngineError && /patch32/.test(error.hint),
  );
  assert.equal(knownClip('someone/clip').repo, 'someone/clip');
});
