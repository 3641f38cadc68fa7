/**
 * `npm run bench:page`: how soon the operator page can be used after it is asked for, and how soon a second page shows what the first
 * one did. The real engine with the demo and the CPU renderer, headless Chromium on the same machine, loopback.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { printSpreads, roundedMilliseconds, runBench, spreadOf } from '../helpers/bench.ts';
import { chromiumMissing, startChromium } from '../helpers/chromium.ts';
import { startEngineProcess } from '../helpers/engine-process.ts';

const LOADS = 8;
const MOVES = 30;

/** Seconds from the start of the navigation until the line is open, presets are there and the next frame is painted. */
const READY = `new Promise((done) => {
  const look = () => {
    const isReady = document.documentElement.dataset.connection === 'open' && document.querySelector('[data-preset]');
    if (isReady) requestAnimationFrame(() => setTimeout(() => done(performance.now() / 1000)));
    else setTimeout(look, 2);
  };
  look();
})`;

/** Put down, on the clock that all pages of the machine share, when a fader shows another value. */
const WATCH = `
  globalThis.shown = [];
  new MutationObserver(() => shown.push((performance.timeOrigin + performance.now()) / 1000))
    .observe(document.querySelector('[data-param="view.pulse"]'), { attributeFilter: ['aria-valuenow'] });`;

async function measure() {
  const missing = chromiumMissing();
  if (missing) return missing;
  const sets = mkdtempSync(join(tmpdir(), 'neonfern-page-'));
  const engine = await startEngineProcess([
    // Small pictures by one thread: it is the page that is measured, and engine and browser share this machine.
    ...['--audio', 'demo', '--renderer', 'cpu', '--threads', '1', '--size', '160x90', '--fps', '30'],
    ...['--no-midi', '--port', '0', '--sets', sets],
  ]);
  const browser = await startChromium();
  try {
    const open = async (): Promise<Page> => {
      // A context of its own: nothing is in its cache.
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
      await page.goto(`${engine.url}/control?previews=frames`, { waitUntil: 'commit' });
      return page;
    };
    const loads: number[] = [];
    for (let i = 0; i <= LOADS; i++) {
      const page = await open();
      const seconds = Number(await page.evaluate(READY));
      // The first pays for the browser's own start.
      if (i > 0) loads.push(seconds);
      await page.context().close();
    }
    const [hand, other] = [await open(), await open()];
    for (const page of [hand, other]) {
      await page.evaluate(READY);
      await page.evaluate(WATCH);
    }
    const agreed: number[] = [];
    for (let i = 0; i < MOVES; i++) {
      await hand.evaluate('shown.length = 0');
      await other.evaluate('shown.length = 0');
      const key = JSON.stringify(i % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
      const pressed = Number(
        await hand.evaluate(`(() => {
          const event = new KeyboardEvent('keydown', { key: ${key}, bubbles: true, cancelable: true });
          document.querySelector('[data-param="view.pulse"]').dispatchEvent(event);
          return (performance.timeOrigin + performance.now()) / 1000;
        })()`),
      );
      await other.waitForFunction('shown.length > 0', undefined, { polling: 5, timeout: 120_000 });
      agreed.push(Number(await other.evaluate('shown[0]')) - pressed);
      await hand.waitForTimeout(50);
    }
    printSpreads('the operator page', [
      ['asked for until it can be used', loads],
      ['a key on one page until the other shows it', agreed],
    ]);
    const load = spreadOf(loads);
    const agree = spreadOf(agreed);
    return {
      'usable after, median ms': roundedMilliseconds(load.median),
      'usable after, largest ms': roundedMilliseconds(load.largest),
      'pages agree after, median ms': roundedMilliseconds(agree.median),
      'pages agree after, p95 ms': roundedMilliseconds(agree.p95),
    };
  } finally {
    await browser.close();
    await engine.stop();
    rmSync(sets, { recursive: true, force: true });
  }
}

await runBench('page', measure);
