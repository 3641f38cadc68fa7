import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { WebSocket } from 'ws';
import type { ControlEvent } from '../../engine/control/parameter.ts';
import { EngineError } from '../../engine/errors.ts';
import { FRAME_HEADROOM_BYTES, type Frame } from '../../engine/ports.ts';
import { MAX_CLIENT_MESSAGE_BYTES } from '../../engine/wire/image-message.ts';
import { byteKind, parseEngineMessage, readFrame } from '../../engine/wire/protocol.ts';
import { readNet, writeNet } from '../../engine/wire/scene-message.ts';
import { openServer, type StageServer } from '../../engine/wire/server.io.ts';
import { tinyPreset } from '../helpers/nets.ts';
import { sceneOf } from '../helpers/scenes.ts';

const NET = tinyPreset('one', 1).net;
const servers: StageServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function open(port = 0) {
  const pages = await mkdtemp(join(tmpdir(), 'neonfern-pages-'));
  await writeFile(join(pages, 'index.html'), '<title>stage</title>');
  const events: ControlEvent[] = [];
  const lines: string[] = [];
  let now = 100;
  const server = await openServer({
    host: '127.0.0.1',
    port,
    pages,
    thumbnail: (slug) => join(pages, `${slug}.png`),
    net(slug) {
      if (slug !== 'one') throw new EngineError('not-found', slug);
      return writeNet(0, NET);
    },
    clock: () => now,
    onControl: (event) => events.push(event),
    snapshot: () => ({ params: { 'fade.time': 2 }, presets: [] }),
    log: (_, text) => lines.push(text),
  });
  servers.push(server);
  return { server, events, lines, advance: (seconds: number) => (now += seconds) };
}

async function connect(server: StageServer, role?: 'stage' | 'control') {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
  const texts: string[] = [];
  const frames: Uint8Array[] = [];
  socket.on('message', (data: Buffer, isBinary) => (isBinary ? frames.push(data) : texts.push(String(data))));
  await once(socket, 'open');
  const client = {
    socket,
    texts,
    frames,
    has: (type: string) => texts.some((text) => parseEngineMessage(text).type === type),
  };
  if (role) {
    socket.send(JSON.stringify({ type: 'hello', version: 1, role }));
    await until(() => client.has('params'));
  }
  return client;
}

/** Wait until something has come about; the test's own time limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

function frame(onRelease = () => {}): Frame {
  return {
    width: 2,
    height: 2,
    format: 'i420',
    bytes: new Uint8Array(FRAME_HEADROOM_BYTES + 6).fill(7),
    release: onRelease,
  };
}

test('hello is answered with welcome, presets, all parameters and where the hardware stands', {
  timeout: 5000,
}, async () => {
  const { server } = await open();
  const { texts } = await connect(server, 'control');
  assert.deepEqual(
    texts.map((text) => parseEngineMessage(text).type),
    ['welcome', 'presets', 'params', 'ghosts'],
  );
});

test('a frame reaches every stage whole and is released once', { timeout: 5000 }, async () => {
  const { server } = await open();
  const stages = await Promise.all([connect(server, 'stage'), connect(server, 'stage')]);
  const control = await connect(server, 'control');
  let released = 0;
  server.send(
    frame(() => released++),
    { sequence: 5, time: 99.9, audioTime: 0.5, waited: 0.25 },
  );
  await until(() => stages.every(({ frames }) => frames.length === 1) && released > 0);
  const { header, pixels } = readFrame(stages[0]?.frames[0] ?? new Uint8Array());
  const times = { time: 99.9, audioTime: 0.5, waited: 0.25, made: 0.1 };
  assert.deepEqual(header, { format: 'i420', sequence: 5, width: 2, height: 2, ...times });
  assert.deepEqual([...pixels], [7, 7, 7, 7, 7, 7]);
  assert.equal(released, 1);
  assert.equal(control.frames.length, 0);
});

test('a page that wants previews gets them, and the same net over HTTP as it is now', { timeout: 5000 }, async () => {
  const { server } = await open();
  const page = await connect(server, 'control');
  const scene = sceneOf([NET]);
  const stamp = { sequence: 1, time: 0, audioTime: 0, waited: 0 };
  const show = () => server.sendPreview({ scene, decks: null, follow: 1, frame: frame() }, stamp);
  show();
  page.socket.send(JSON.stringify({ type: 'preview', way: 'scenes' }));
  await until(() => {
    show();
    return page.frames.length === 2;
  });
  const [net, drawn] = page.frames;
  assert.deepEqual(readNet(net ?? new Uint8Array()).net, NET);
  assert.equal(byteKind(drawn ?? new Uint8Array()), 'scene');
  const served = await fetch(`${server.url}/presets/one/net`);
  assert.deepEqual(readNet(new Uint8Array(await served.arrayBuffer())).net, NET);
  assert.equal(served.headers.get('cache-control'), 'no-store');
  assert.equal((await fetch(`${server.url}/presets/none/net`)).status, 404);
});

test('pixels in shared memory are sent as they are', { timeout: 5000 }, async () => {
  const { server } = await open();
  const stage = await connect(server, 'stage');
  const bytes = new Uint8Array(new SharedArrayBuffer(64), 8, FRAME_HEADROOM_BYTES + 6).fill(9);
  server.send({ ...frame(), bytes }, { sequence: 1, time: 0, audioTime: 0, waited: 0 });
  await until(() => stage.frames.length === 1);
  assert.deepEqual([...readFrame(stage.frames[0] ?? new Uint8Array()).pixels], [9, 9, 9, 9, 9, 9]);
});

test('a stage that has two frames on their way misses the third, and gets the next once it has drawn', {
  timeout: 5000,
}, async () => {
  const { server } = await open();
  const stage = await connect(server, 'stage');
  const other = await connect(server, 'stage');
  const drawn = (sequence: number) => JSON.stringify({ type: 'drawn', sequence });
  for (let sequence = 1; sequence <= 3; sequence++) {
    server.send(frame(), { sequence, time: 0, audioTime: 0, waited: 0 });
    await until(() => other.frames.length === sequence);
    other.socket.send(drawn(sequence));
    other.socket.send(JSON.stringify({ type: 'control', param: 'fade.time', op: 'set', value: sequence }));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  assert.deepEqual(
    stage.frames.map((f) => readFrame(f).header.sequence),
    [1, 2],
  );
  stage.socket.send(drawn(1));
  await new Promise((resolve) => setTimeout(resolve, 30));
  server.send(frame(), { sequence: 4, time: 0, audioTime: 0, waited: 0 });
  await until(() => stage.frames.length === 3);
  assert.equal(readFrame(stage.frames[2] ?? new Uint8Array()).header.sequence, 4);
});

test('a stage that lost count gets frames again after two seconds', { timeout: 5000 }, async () => {
  const { server, advance } = await open();
  const stage = await connect(server, 'stage');
  for (let sequence = 1; sequence <= 3; sequence++) {
    server.send(frame(), { sequence, time: 0, audioTime: 0, waited: 0 });
    await until(() => stage.frames.length === Math.min(sequence, 2));
  }
  advance(2.5);
  server.send(frame(), { sequence: 4, time: 0, audioTime: 0, waited: 0 });
  await until(() => stage.frames.length === 3);
});

test('status says the median time from sound to drawn picture', { timeout: 5000 }, async () => {
  const { server, advance } = await open();
  const stage = await connect(server, 'stage');
  server.send(frame(), { sequence: 1, time: 100, audioTime: 100, waited: 0 });
  await until(() => stage.frames.length === 1);
  advance(0.04);
  stage.socket.send(JSON.stringify({ type: 'drawn', sequence: 1 }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.sendStatus({
    audio: { state: 'running', source: 'x', detail: '' },
    renderer: 'cpu',
    rendererDetail: '',
    width: 2,
    height: 2,
    fps: 60,
    renderSeconds: 0.01,
    late: 0,
    notices: [],
  });
  await until(() => stage.has('status'));
  const status = stage.texts.map(parseEngineMessage).find((message) => message.type === 'status');
  assert.ok(status?.type === 'status' && Math.abs((status.status.latency ?? 9) - 0.04) < 1e-9);
});

test('garbage is refused with its reason, said once, and in the end the connection is closed', {
  timeout: 5000,
}, async () => {
  const { server, lines, events } = await open();
  const { socket, texts } = await connect(server);
  for (const bad of ['{', '[]', '{"type":"nonsense"}', '{"type":"control","param":5}']) socket.send(bad);
  socket.send(Buffer.from([1, 2, 3]));
  await until(() => texts.length === 5);
  assert.ok(texts.every((text) => parseEngineMessage(text).type === 'refused'));
  assert.equal(lines.length, 1);
  for (let i = 0; i < 30; i++) socket.send('{');
  await once(socket, 'close');
  assert.deepEqual(events, []);
});

test('a message that is too large closes its own connection only', { timeout: 5000 }, async () => {
  const { server } = await open();
  const [bad, good] = await Promise.all([connect(server, 'stage'), connect(server, 'stage')]);
  bad.socket.on('error', () => {});
  bad.socket.send('x'.repeat(MAX_CLIENT_MESSAGE_BYTES + 1));
  await once(bad.socket, 'close');
  server.send(frame(), { sequence: 1, time: 0, audioTime: 0, waited: 0 });
  await until(() => good.frames.length === 1);
});

test('a display of another version is refused with what to do', { timeout: 5000 }, async () => {
  const { server } = await open();
  const { socket, texts } = await connect(server);
  socket.send(JSON.stringify({ type: 'hello', version: 99, role: 'stage' }));
  await until(() => texts.length === 1);
  assert.match(texts[0] ?? '', /version 99, expected 1 — reload the page/);
});

test('a page of another site cannot connect', { timeout: 5000 }, async () => {
  const { server } = await open();
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { origin: 'https://elsewhere.example' });
  const [error] = (await once(socket, 'error')) as [Error];
  assert.match(error.message, /401|403/);
});

test('a taken port is named with what to do', { timeout: 5000 }, async () => {
  const { server } = await open();
  const port = Number(new URL(server.url).port);
  await assert.rejects(
    open(port),
    (error) => error instanceof EngineError && error.code === 'port-in-use' && /--port/.test(error.hint),
  );
});

test('pages are served, and no path leads out of their folder', { timeout: 5000 }, async () => {
  const { server } = await open();
  const get = (path: string) =>
    new Promise<number | undefined>((resolve) => {
      const { port } = new URL(server.url);
      request({ host: '127.0.0.1', port, path }, (response) => resolve(response.resume().statusCode)).end();
    });
  assert.equal(await get('/'), 200);
  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/presets/../x/thumbnail.png',
    '/%00',
    '/%',
  ]) {
    assert.equal(await get(path), 404, path);
  }
});
