/**
 * Weights mode in a real browser: what a stage draws by itself against the frames of the CPU renderer at the same size, what it
 * costs on the line, and how it comes back to frames. The server and both pages are the real ones; scenes are chosen here.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { conditionCount } from '../../engine/cppn/cppn.ts';
import type { Preset } from '../../engine/cppn/preset.ts';
import { openPresetStore } from '../../engine/cppn/preset-store.io.ts';
import { FRAME_HEADROOM_BYTES, type Renderer } from '../../engine/ports.ts';
import { openRenderer } from '../../engine/render/renderer.io.ts';
import { PLAIN_LOOK, type Scene } from '../../engine/render/scene.ts';
import { byteKind, PROTOCOL_VERSION, parseEngineMessage, type Status } from '../../engine/wire/protocol.ts';
import { openServer, type StageServer } from '../../engine/wire/server.io.ts';
import { brightness, chromiumMissing, contrast, pictureOf, startChromium } from '../helpers/chromium.ts';
import { eventually, pause, startEngineProcess } from '../helpers/engine-process.ts';
import { CHANGED, LOOKS, largestDifference } from '../helpers/scenes.ts';

const missing = chromiumMissing();
const skip = missing !== undefined && !process.env.CI ? missing : false;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIZE = { width: 64, height: 36 };
const RATE = 30;

before(() => {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', 'display', '--logLevel', 'error'], { cwd: ROOT });
  assert.equal(built.status, 0, String(built.stderr));
});

describe('weights mode', { skip }, () => {
  let browser: Browser;
  let renderer: Renderer;
  let server: StageServer;
  let presets: readonly Preset[];
  let timer: NodeJS.Timeout;
  let sequence = 0;
  let follow = 1;
  const notices: string[] = [];
  let sent: { scene: Scene; rgba: Uint8Array } | undefined;
  const clock = () => performance.now() / 1000;

  before(async () => {
    browser = await startChromium();
    ({ renderer } = await openRenderer('cpu', { threads: 1 }));
    const store = await openPresetStore(join(ROOT, 'presets'));
    presets = store.library;
    await store.close();
    server = await openServer({
      ...{ host: '127.0.0.1', port: 0, pages: join(ROOT, 'display/dist'), clock },
      thumbnail: (slug) => join(ROOT, 'presets', slug, 'thumbnail.png'),
      onControl: () => {},
      snapshot: () => ({ params: {}, presets: [] }),
      log: () => {},
      notice: (_, text) => notices.push(text),
    });
    timer = setInterval(tick, 1000 / RATE);
  });
  after(async () => {
    clearInterval(timer);
    await browser?.close();
    await server?.close();
    await renderer?.close();
  });

  let ticks = 0;
  function tick(): void {
    if (ticks++ % 15 === 0) server.sendStatus(STATUS);
    if (!sent) return;
    const time = clock();
    const stamp = { sequence: ++sequence, time, audioTime: time, waited: 0 };
    server.sendScene({ ...sent.scene, time }, stamp, follow);
    if (!server.wantsPixels) return;
    const bytes = new Uint8Array(FRAME_HEADROOM_BYTES + sent.rgba.length);
    bytes.set(sent.rgba, FRAME_HEADROOM_BYTES);
    server.send({ ...SIZE, format: 'rgba', bytes, release: () => {} }, stamp);
  }

  /** Send a scene from now on. @returns its picture as the CPU renderer makes it */
  async function play(scene: Scene): Promise<Uint8Array> {
    const frame = await renderer.render(scene, 'rgba');
    const rgba = Uint8Array.from(frame.bytes.subarray(FRAME_HEADROOM_BYTES));
    frame.release();
    sent = { scene, rgba };
    return rgba;
  }

  async function open(query: string, size = SIZE): Promise<Page> {
    const page = await browser.newPage({ viewport: size });
    await page.goto(`${server.url}/${query}`);
    await page.waitForSelector('html[data-showing]', { state: 'attached', timeout: 30_000 });
    return page;
  }

  const takes = (page: Page, what: string) =>
    eventually(`the stage takes ${what}`, async () => (await page.getAttribute('html', 'data-takes')) === what, 40);

  /** The page's pixels, once it has drawn `count` more of what is sent from now on. */
  async function drawn(page: Page, count = 1): Promise<Uint8Array> {
    // A page behind another one draws once a second.
    await page.bringToFront();
    const from = sequence + count;
    await eventually('it is drawn', async () => Number(await page.getAttribute('html', 'data-sequence')) > from, 40);
    return (await pictureOf(page)).rgba;
  }

  /** A scene of library presets, the first at most. */
  function sceneOf(count: number, change: Partial<Scene> = {}): Scene {
    const layers = presets.slice(0, count).map(({ slug, net }, i) => ({
      ...{ name: slug, net, weight: 0.3 + 0.2 * i },
      condition: Float32Array.from({ length: conditionCount(net.spec) }, (_, k) => Math.abs(Math.sin(k + i + 1))),
    }));
    return { ...PLAIN_LOOK, ...SIZE, time: 0, audioTime: 0, layers, ...change };
  }

  test('a stage that draws by itself shows what frames show at the same size, within 2/255', async (t) => {
    await play(sceneOf(1));
    const frames = await open('?format=rgba&draw=2d');
    const own = await open('?mode=weights&scale=1');
    await takes(own, 'scenes');
    const looks = LOOKS.filter(([name]) => /difference at 0.5|luma wipe at 0.5|of five|everything/.test(name));
    const each = presets.slice(0, 3).map(({ slug }, i): [string, Scene] => {
      const { layers } = sceneOf(presets.length);
      return [slug, { ...sceneOf(1), layers: layers.slice(i, i + 1) }];
    });
    const scenes: (readonly [string, Scene])[] = [
      ...each,
      ['a mix of two', sceneOf(2)],
      ['a mix of nine layers', sceneOf(9)],
      ['a grade in another view', sceneOf(1, CHANGED)],
      ...looks.map(([name, change]) => [name, sceneOf(change.blend ? 3 : 2, change)] as const),
    ];
    let most = 0;
    for (const [name, scene] of scenes) {
      const expected = await play(scene);
      assert.equal(largestDifference(await drawn(frames), expected), 0, `${name}: the frame itself`);
      const away = largestDifference(await drawn(own), expected);
      most = Math.max(most, away);
      assert.ok(away <= 2, `${name}: ${away}/255 away`);
    }
    t.diagnostic(`${scenes.length} scenes, largest difference ${most}/255`);
    await frames.close();
    await own.close();
  });

  test('a stage whose GPU is too slow says so once and takes frames', async () => {
    await play(sceneOf(2));
    notices.length = 0;
    const page = await open('?mode=weights', { width: 480, height: 270 });
    await takes(page, 'frames');
    await eventually('the performer is told', () => notices.length > 0);
    assert.match(notices.join(), /takes frames: this GPU is too slow: [\d.]+ ms for [\d.]+ ms/);
    assert.ok(contrast({ ...SIZE, rgba: await drawn(page, 5) }) > 5, 'not black');
    await page.keyboard.press('h');
    await eventually('the figures say it', async () => /given up/.test((await page.textContent('#figures')) ?? ''));
    assert.equal(notices.length, 1);
    await page.close();
  });

  test('a stage whose GPU is lost shows frames, and draws by itself again when it is back', async () => {
    await play(sceneOf(1));
    const page = await open('?mode=weights&scale=1');
    await takes(page, 'scenes');
    await page.evaluate(`
      const gl = document.querySelector('[data-own]').getContext('webgl2');
      window.loss = gl.getExtension('WEBGL_lose_context');
      window.loss.loseContext();
    `);
    await takes(page, 'both');
    assert.ok(contrast({ ...SIZE, rgba: await drawn(page, 3) }) > 5, 'not black while it is lost');
    await page.evaluate('window.loss.restoreContext()');
    await takes(page, 'scenes');
    assert.ok(contrast({ ...SIZE, rgba: await drawn(page) }) > 5, 'not black afterwards');
    await page.close();
  });

  test('while the strobe guard holds, the picture follows slowly and ends where it was going', async () => {
    await play(sceneOf(1));
    const page = await open('?mode=weights&scale=1');
    await takes(page, 'scenes');
    follow = 0.02;
    const before = await drawn(page, 2);
    await play(sceneOf(1, { grade: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1] }));
    const between = await drawn(page, 2);
    follow = 1;
    const end = await drawn(page, 2);
    const light = (rgba: Uint8Array) => brightness({ ...SIZE, rgba });
    assert.ok(light(end) > 253, `${light(end)}`);
    assert.ok(light(between) > light(before) && light(between) < light(end) - 20, `${light(before)} ${light(between)}`);
    await page.close();
  });
});

test('a stage that draws by itself is fed by less than 30 kB/s, and the engine then makes no pixels for it', {
  timeout: 120_000,
}, async (t) => {
  const flags = ['--audio', 'demo', '--renderer', 'cpu', '--threads', '1', '--port', '0', '--size', '320x180'];
  const engine = await startEngineProcess(flags);
  t.after(() => engine.stop());
  const socket = new WebSocket(`${engine.url.replace('http', 'ws')}/ws`);
  t.after(() => socket.terminate());
  const kinds: (string | undefined)[] = [];
  let bytes = 0;
  let status: Status | undefined;
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION, role: 'stage', takes: 'scenes' })),
  );
  socket.on('message', (data: Buffer, isBinary) => {
    bytes += data.length + 4;
    if (!isBinary) {
      const message = parseEngineMessage(String(data));
      if (message.type === 'status') status = message.status;
      return;
    }
    kinds.push(byteKind(data));
    if (kinds.at(-1) === 'scene') socket.send(JSON.stringify({ type: 'drawn', sequence: data.readUInt32LE(4) }));
  });
  await eventually('scenes come', () => kinds.length > 30);
  const [start, count] = [performance.now(), kinds.length];
  bytes = 0;
  await pause(4);
  const rate = bytes / (performance.now() - start);
  t.diagnostic(`${rate.toFixed(1)} kB/s, ${((kinds.length - count) / 4).toFixed(0)} scenes a second`);
  assert.ok(rate < 30, `${rate} kB/s`);
  assert.ok(kinds.length - count > 60);
  assert.equal(kinds[0], 'net');
  assert.ok(!kinds.includes('frame'));
  assert.equal(status?.drawing, 1);
});

const STATUS: Omit<Status, 'displays' | 'drawing' | 'dropped' | 'latency'> = {
  audio: { state: 'running', source: 'test', detail: '' },
  ...{ renderer: 'cpu', rendererDetail: '', ...SIZE, fps: RATE, renderSeconds: 0.01, late: 0, notices: [] },
};
