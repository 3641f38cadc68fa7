/**
 * A show of scenes that a test chooses: the real server with the real pages and the CPU renderer, a tick every 1/30 s, and a
 * browser's page that draws by itself, whose pixels are read in the very turn in which they are drawn.
 */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { openPages } from '../../engine/pages.io.ts';
import { FRAME_HEADROOM_BYTES } from '../../engine/ports.ts';
import { openRenderer } from '../../engine/render/renderer.io.ts';
import type { Scene } from '../../engine/render/scene.ts';
import type { Status } from '../../engine/wire/protocol.ts';
import { openServer } from '../../engine/wire/server.io.ts';
import { eventually } from './engine-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RATE = 30;

/** A show under way. */
export interface SceneShow {
  readonly url: string;
  /** What displays wanted the performer to know. */
  readonly notices: string[];
  /** As the strobe guard says it: how far pictures may follow. */
  follow: number;
  /** Number of the last scene. */
  readonly sequence: number;
  /** Send a scene from now on. @returns its picture as the CPU renderer makes it, rgba */
  play(scene: Scene): Promise<Uint8Array>;
  /** Ask for what is sent, tick by tick, without a picture. */
  playEach(scene: (seconds: number) => Scene): void;
  /** End the server and begin again at the same port after `pause`. */
  restart(pause: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Start a show whose frames, where a display takes them, have the size of the scene. */
export async function startSceneShow(): Promise<SceneShow> {
  const clock = () => performance.now() / 1000;
  const pages = await openPages(ROOT, () => {});
  const { renderer } = await openRenderer('cpu', { threads: 1 });
  const notices: string[] = [];
  const open = (port: number) =>
    openServer({
      ...{ host: '127.0.0.1', port, pages, clock },
      thumbnail: (slug) => join(ROOT, 'presets', slug, 'thumbnail.png'),
      onControl: () => {},
      snapshot: () => ({ params: {}, presets: [] }),
      log: () => {},
      notice: (_, text) => notices.push(text),
    });
  let server = await open(0);
  let sequence = 0;
  let follow = 1;
  let sceneAt: ((seconds: number) => Scene) | undefined;
  let rgba: Uint8Array | undefined;

  function tick(): void {
    if (sequence % 15 === 0) server.sendStatus(STATUS);
    if (!sceneAt) return;
    const time = clock();
    const scene = { ...sceneAt(time), time };
    const stamp = { sequence: ++sequence, time, audioTime: time, waited: 0 };
    server.sendScene(scene, stamp, follow);
    if (!server.wantsPixels || !rgba) return;
    const bytes = new Uint8Array(FRAME_HEADROOM_BYTES + rgba.length);
    bytes.set(rgba, FRAME_HEADROOM_BYTES);
    server.send({ width: scene.width, height: scene.height, format: 'rgba', bytes, release: () => {} }, stamp);
  }

  let timer = setInterval(tick, 1000 / RATE);
  return {
    get url() {
      return server.url;
    },
    notices,
    get follow() {
      return follow;
    },
    set follow(share) {
      follow = share;
    },
    get sequence() {
      return sequence;
    },
    async play(scene) {
      const frame = await renderer.render(scene, 'rgba');
      rgba = Uint8Array.from(frame.bytes.subarray(FRAME_HEADROOM_BYTES));
      frame.release();
      sceneAt = () => scene;
      return rgba;
    },
    playEach(scene) {
      sceneAt = scene;
    },
    async restart(pause) {
      const { port } = new URL(server.url);
      clearInterval(timer);
      await server.close();
      await pause();
      server = await open(Number(port));
      timer = setInterval(tick, 1000 / RATE);
    },
    async close() {
      clearInterval(timer);
      await server.close();
      await renderer.close();
    },
  };
}

/** Open a stage and wait for its first picture. @param query as '?mode=weights' */
export async function openStage(
  browser: Browser,
  url: string,
  query: string,
  viewport: { width: number; height: number },
): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await page.goto(`${url}/${query}`);
  await page.waitForSelector('html[data-showing]', { state: 'attached', timeout: 40_000 });
  return page;
}

/** Wait until a stage takes frames, scenes or both. */
export function stageTakes(page: Page, what: string): Promise<number> {
  const isSo = async () => (await page.getAttribute('html', 'data-takes')) === what;
  return eventually(`the stage takes ${what}`, isSo, 40);
}

/** Give the pixels that a stage draws by itself for a scene sent after `sequence`, rgba from the top left. */
export async function ownPixels(page: Page, sequence: number): Promise<Uint8Array> {
  // A page behind another one draws once a second.
  await page.bringToFront();
  return Uint8Array.from(await page.evaluate<number[]>(`(${READ_DRAWN})(${sequence})`));
}

// Implementation

const STATUS: Omit<Status, 'displays' | 'drawing' | 'dropped' | 'latency'> = {
  audio: { state: 'running', source: 'test', detail: '' },
  ...{ renderer: 'cpu', rendererDetail: '', width: 64, height: 36, fps: RATE, renderSeconds: 0.01, late: 0 },
  notices: [],
};

/** A canvas can be read in the turn in which it was drawn, and the page's own turn comes before this one's. */
const READ_DRAWN = `(from) => new Promise((done) => {
  const marks = document.documentElement.dataset;
  let before = marks.drawn;
  const look = () => {
    if (marks.drawn === before || marks.takes !== 'scenes' || Number(marks.sequence) <= from) {
      before = marks.drawn;
      requestAnimationFrame(look);
      return;
    }
    const gl = document.querySelector('[data-own]').getContext('webgl2');
    const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
    const pixels = new Uint8Array(4 * width * height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    const rows = Array.from({ length: height }, (_, y) => pixels.subarray(4 * width * y, 4 * width * (y + 1)));
    done(rows.reverse().flatMap((row) => Array.from(row)));
  };
  requestAnimationFrame(look);
})`;
