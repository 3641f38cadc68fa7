/**
 * Weights mode in a real browser: what a stage draws by itself against the frames of the CPU renderer at the same size, what it
 * costs on the line, and how it comes back to frames and from them. The server and the pages are the real ones; scenes are
 * chosen here.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { type Cppn, conditionCount } from '../../engine/cppn/cppn.ts';
import { mixNets } from '../../engine/cppn/glide.ts';
import { architectureKey } from '../../engine/cppn/net-layout.ts';
import type { Preset } from '../../engine/cppn/preset.ts';
import { readLibrary } from '../../engine/cppn/preset-store.io.ts';
import { aimLiveNet, netAt, startLiveNet } from '../../engine/optimize/live-net.ts';
import { PLAIN_LOOK, type Scene } from '../../engine/render/scene.ts';
import { byteKind } from '../../engine/wire/protocol.ts';
import { brightness, contrast, pictureOf, skipWithoutChromium, startChromium } from '../helpers/chromium.ts';
import { eventually, pause, startEngineProcess } from '../helpers/engine-process.ts';
import { tinyPreset } from '../helpers/nets.ts';
import { openStage, ownPixels, type SceneShow, stageTakes, startSceneShow } from '../helpers/scene-show.ts';
import { connectSceneTaker } from '../helpers/scene-taker.ts';
import { CHANGED, LOOKS, largestDifference } from '../helpers/scenes.ts';

const skip = skipWithoutChromium();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SIZE = { width: 64, height: 36 };

describe('weights mode', { skip }, () => {
  let browser: Browser;
  let show: SceneShow;
  let presets: readonly Preset[];
  /** One page for all that needs no other: shaders are compiled once. */
  let own: Page;

  before(async () => {
    // Without it a page whose drawing is slow once gets a turn a second from then on.
    const flags = ['--disable-frame-rate-limit'];
    [browser, show] = await Promise.all([startChromium(flags), startSceneShow()]);
    presets = (await readLibrary(join(ROOT, 'presets'), [])).library;
    await show.play(sceneOf(1));
    own = await openStage(browser, show.url, '?mode=weights&scale=1', SIZE);
    await stageTakes(own, 'scenes');
  });
  after(async () => {
    await browser?.close();
    await show?.close();
  });

  const drawn = () => ownPixels(own, show.sequence);

  /** A scene of library presets from `first` on. */
  function sceneOf(count: number, change: Partial<Scene> = {}, first = 0): Scene {
    const layers = presets.slice(first, first + count).map(({ slug, net }, i) => layerOf(slug, net, 0.3 + 0.2 * i, i));
    return { ...PLAIN_LOOK, ...SIZE, time: 0, audioTime: 0, layers, ...change };
  }

  function layerOf(name: string, net: Cppn, weight = 1, i = 0) {
    const condition = Float32Array.from({ length: conditionCount(net.spec) }, (_, k) => Math.abs(Math.sin(k + i + 1)));
    return { name, net, weight, condition };
  }

  test('a stage that draws by itself shows what the CPU renderer shows at the same size, within 2/255', async (t) => {
    const [a, b] = [presets[0]?.net, presets[2]?.net] as [Cppn, Cppn];
    const small = [1, 2, 3].map((seed) => layerOf(`tiny ${seed}`, tinyPreset('', seed).net, 0.2 + 0.2 * seed, seed));
    const kin = sceneOf(4).layers.filter(({ net }) => architectureKey(net.spec) === architectureKey(a.spec));
    const glide = [0.3, 0.71].map((share): [string, Scene] => [
      `a glide at ${share}`,
      { ...sceneOf(1), layers: [layerOf('live', mixNets(a, b, share))] },
    ]);
    const scenes: (readonly [string, Scene])[] = [
      ...presets.map(({ slug }, i): [string, Scene] => [slug, sceneOf(1, {}, i)]),
      ...glide,
      ['a mix of two', sceneOf(2)],
      ['a mix of nine layers', sceneOf(9)],
      ['a grade in another view', sceneOf(1, CHANGED)],
      // Of one architecture: compiling for more precise lights is what takes long without a GPU.
      ['a difference', { ...sceneOf(3), layers: kin, blend: { mode: 'difference', position: 0.5, split: 2 } }],
      // Where pixels look and how lights are blended is the same for all nets: small ones are compiled in no time.
      ...LOOKS.map(([name, change]) => [name, { ...sceneOf(1), layers: small, ...change }] as const),
    ];
    let most = 0;
    for (const [name, scene] of scenes) {
      const expected = await show.play(scene);
      const away = largestDifference(await drawn(), expected);
      most = Math.max(most, away);
      assert.ok(away <= 2, `${name}: ${away}/255 away`);
    }
    t.diagnostic(`${scenes.length} scenes, largest difference ${most}/255`);
  });

  test('what is drawn is what is seen, and frames show it too', async () => {
    const expected = await show.play(sceneOf(2));
    await drawn();
    assert.ok(largestDifference((await pictureOf(own)).rgba, expected) <= 2);
    const frames = await openStage(browser, show.url, '?format=rgba&draw=2d', SIZE);
    assert.equal(largestDifference((await pictureOf(frames)).rgba, expected), 0);
    await frames.close();
    await own.bringToFront();
  });

  test('while the strobe guard holds, the picture follows slowly and ends where it was going', async () => {
    await show.play(sceneOf(1));
    show.follow = 0.02;
    const [start] = [await drawn(), await show.play(sceneOf(1, { grade: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1] }))];
    const between = await drawn();
    show.follow = 1;
    const end = await drawn();
    const light = (rgba: Uint8Array) => brightness({ ...SIZE, rgba });
    assert.ok(light(end) > 253, `${light(end)}`);
    assert.ok(light(between) > light(start) && light(between) < light(end) - 20, `${light(start)} ${light(between)}`);
  });

  test('a deck that changes its preset to a net never seen here shows frames until that is compiled, then draws it', async () => {
    const layers = [sceneOf(1).layers, [layerOf('new', tinyPreset('new', 1, ['cos', 'abs']).net)]].flat();
    const seen: string[] = [];
    const expected = await show.play({ ...sceneOf(1), layers, blend: { mode: 'add', position: 0.5, split: 1 } });
    await own.evaluate(`
      window.takings = [];
      new MutationObserver(() => window.takings.push(document.documentElement.dataset.takes))
        .observe(document.documentElement, { attributeFilter: ['data-takes'] });
    `);
    assert.ok(largestDifference(await drawn(), expected) <= 2);
    seen.push(...(await own.evaluate<string[]>('window.takings')));
    // A compiler that is done within the tick is seen as no change at all.
    assert.ok(seen.length === 0 || seen.join() === 'both,scenes', seen.join());
  });

  test('a stage whose line is lost keeps its picture, and draws by itself again when the engine is back', async () => {
    const expected = await show.play(sceneOf(2));
    await drawn();
    await show.restart(async () => {
      await eventually('it is lost', async () => (await own.getAttribute('html', 'data-connection')) === 'lost');
      assert.ok(largestDifference((await pictureOf(own)).rgba, expected) <= 2, 'the picture stays');
    });
    assert.ok(largestDifference(await drawn(), expected) <= 2);
    assert.equal(await own.getAttribute('html', 'data-takes'), 'scenes');
  });

  test('a stage whose GPU is lost shows frames, and draws by itself again when it is back', async () => {
    const expected = await show.play({ ...sceneOf(1), layers: [layerOf('tiny', tinyPreset('tiny').net)] });
    await own.evaluate(`
      const gl = document.querySelector('[data-own]').getContext('webgl2');
      window.loss = gl.getExtension('WEBGL_lose_context');
      window.loss.loseContext();
    `);
    await stageTakes(own, 'both');
    const from = show.sequence + 2;
    await eventually(
      'frames are shown',
      async () => Number(await own.getAttribute('html', 'data-sequence')) > from,
      40,
    );
    assert.ok(contrast(await pictureOf(own)) > 5, 'not black while it is lost');
    await own.evaluate('window.loss.restoreContext()');
    await stageTakes(own, 'scenes');
    assert.ok(largestDifference(await drawn(), expected) <= 2);
  });

  test('a 4K screen is drawn at 3840×2160 from the bytes of a small one', async (t) => {
    const { net } = tinyPreset('tiny');
    const scene = { ...sceneOf(1), layers: [layerOf('tiny', net)] };
    await show.play(scene);
    const sizes = new Map<string, number[]>();
    for (const viewport of [SIZE, { width: 3840, height: 2160 }]) {
      const page = await browser.newPage({ viewport });
      const scenes: number[] = [];
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          const kind = typeof payload === 'string' ? '' : (byteKind(payload) ?? '');
          if (['scene', 'patch'].includes(kind)) scenes.push(payload.length);
        }),
      );
      await page.goto(`${show.url}/?mode=weights&scale=1`);
      await stageTakes(page, 'scenes');
      await eventually('it is drawn', async () => Number(await page.getAttribute('html', 'data-drawn')) > 0, 60);
      const canvas = '(({ width, height }) => [width, height].join("×"))(document.querySelector("[data-own]"))';
      sizes.set(await page.evaluate<string>(canvas), scenes.slice(1));
      await page.close();
    }
    const [small, large] = [...sizes.values()].map((all) => all.reduce((sum, n) => sum + n, 0) / all.length);
    t.diagnostic(`${small?.toFixed(0)} and ${large?.toFixed(0)} bytes a scene`);
    assert.deepEqual([...sizes.keys()], ['64×36', '3840×2160']);
    assert.ok(small && large && Math.abs(large / small - 1) < 0.1, `${small} and ${large} bytes a scene`);
  });

  test('a stage whose GPU is too slow says so once and takes frames', async () => {
    // A net that is quickly compiled, and a screen that is too large for a GPU in software.
    await show.play({ ...sceneOf(1), layers: [layerOf('tiny', tinyPreset('tiny').net)] });
    show.notices.length = 0;
    const page = await openStage(browser, show.url, '?mode=weights', { width: 1600, height: 900 });
    await stageTakes(page, 'frames');
    await eventually('the performer is told', () => show.notices.length > 0);
    assert.match(show.notices.join(), /takes frames: this GPU is too slow: [\d.]+ ms for [\d.]+ ms/);
    assert.ok(contrast(await pictureOf(page)) > 5, 'not black');
    await page.keyboard.press('h');
    await eventually('the figures say it', async () => /given up/.test((await page.textContent('#figures')) ?? ''));
    assert.equal(show.notices.length, 1);
    await page.close();
  });

  test("a prompt's net that glides from report to report costs less than 30 kB/s on the line", async (t) => {
    const taker = await connectSceneTaker(show.url);
    t.after(() => taker.close());
    const [from, to] = [presets[0], presets[2]].map((preset) => preset?.net) as [Cppn, Cppn];
    let live = startLiveNet(from, 0);
    let shown = netAt(live, 0);
    let told = 0;
    show.playEach((now) => {
      if (now - told > 0.9) {
        told = now;
        // A fifth of the way from one preset to another and back: further than the optimizer goes in a second.
        const { spec, weights } = mixNets(from, to, Math.random() / 5);
        live = aimLiveNet(live, shown, { spec, weights }, now);
      }
      shown = netAt(live, now);
      return { ...sceneOf(1), layers: [layerOf('live', shown)] };
    });
    await eventually('it glides', () => taker.count('glide') > 0);
    taker.forget();
    await pause(3);
    // The show ticks at 30 a second, an engine at 60.
    const rate = taker.bytesASecond(3) + taker.bytesOf('patch', 3) + taker.bytesOf('scene', 3);
    t.diagnostic(`${(rate / 1000).toFixed(1)} kB/s for 60 scenes a second, ${taker.count('glide')} glides in 3 s`);
    assert.ok(taker.count('glide') >= 2);
    assert.ok(taker.count('net') === 0);
    assert.ok(rate < 30_000, `${rate}`);
  });
});

test('a stage that draws by itself is fed by less than 30 kB/s while the show is recorded beside it, and gets no pixels', {
  timeout: 120_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-record-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const engine = await startEngineProcess([
    ...['--audio', 'demo', '--renderer', 'cpu', '--threads', '1', '--port', '0', '--size', '320x180'],
    ...['--record-folder', folder],
  ]);
  t.after(() => engine.stop());
  const taker = await connectSceneTaker(engine.url);
  t.after(() => taker.close());
  await eventually('scenes come', () => taker.count('scene') + taker.count('patch') > 30);
  assert.equal(taker.kinds[0], 'net');
  const measure = async () => {
    taker.forget();
    await pause(2);
    return { rate: taker.bytesASecond(2), scenes: taker.count('scene') + taker.count('patch') };
  };
  const alone = await measure();
  assert.equal(taker.status?.renderSeconds, 0, 'the engine makes no pixels');
  assert.equal(taker.status?.drawing, 1);
  taker.say({ type: 'control', param: 'output.record', op: 'set', value: true });
  await engine.until(/recording to/);
  const recording = await measure();
  assert.ok((taker.status?.renderSeconds ?? 0) > 0, 'the recording has pixels made');
  taker.say({ type: 'control', param: 'deck.a.preset', op: 'set', value: 'flames' });
  taker.say({ type: 'control', param: 'output.record', op: 'set', value: false });
  await engine.until(/recorded /);
  t.diagnostic(`${(alone.rate / 1000).toFixed(1)} kB/s, ${(recording.rate / 1000).toFixed(1)} kB/s while recording`);
  for (const { rate, scenes } of [alone, recording]) {
    assert.ok(rate < 30_000, `${rate}`);
    assert.ok(scenes > 30, `${scenes}`);
  }
  assert.ok(!taker.kinds.includes('frame'));
  const [file = ''] = readdirSync(folder);
  const probe = ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_type,width,height,nb_read_packets'];
  const { stdout } = spawnSync('ffprobe', [...probe, '-of', 'csv=p=0', join(folder, file)], { encoding: 'utf8' });
  const [, width, height, packets] = /video,(\d+),(\d+),(\d+)/.exec(stdout) ?? [];
  assert.deepEqual([width, height], ['320', '180'], stdout);
  assert.ok(Number(packets) > 30, stdout);
  assert.match(stdout, /audio/);
});
