/** The operator page's pictures in a real browser: drawn by the page itself, and where it has no GPU the engine's own and stills. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { contrast, difference, type Picture, skipWithoutChromium, startChromium } from '../helpers/chromium.ts';
import { type EngineProcess, eventually, startEngineProcess } from '../helpers/engine-process.ts';
import { startFakeEngine } from '../helpers/fake-engine.ts';

const skip = skipWithoutChromium();
/** A processor draws these pictures, and compiles for them first. */
const PATIENCE = 60;

describe('previews', { skip }, () => {
  let browser: Browser;
  let engine: EngineProcess;
  before(async () => {
    browser = await startChromium();
    engine = await startEngineProcess([
      ...['--audio', 'demo', '--renderer', 'cpu', '--size', '64x36', '--fps', '20', '--port', '0', '--safe'],
    ]);
  });
  after(async () => {
    await browser?.close();
    await engine?.stop();
  });

  async function operator(query: string, url = engine.url): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${url}/control${query}`);
    await page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    return page;
  }

  const canvas = (page: Page, name: string) => page.locator(`[data-preview="${name}"] canvas`);

  async function pictureIn(page: Page, name: string): Promise<Picture> {
    const address = await page.evaluate<string>(
      `document.querySelector('[data-preview="${name}"] canvas').toDataURL()`,
    );
    const { width, height, data } = PNG.sync.read(Buffer.from(address.split(',')[1] ?? '', 'base64'));
    return { width, height, rgba: data };
  }

  const drawnMore = (page: Page, name: string, times = 2) =>
    eventually(
      `${name} is drawn`,
      async () => Number(await canvas(page, name).getAttribute('data-drawn')) >= times,
      PATIENCE,
    );

  test('a page draws the output and both decks, also the one that is not seen; a preset moves under the pointer', async () => {
    const page = await operator('?previews=own');
    await drawnMore(page, 'output');
    assert.equal(await canvas(page, 'B').getAttribute('data-drawn'), null);
    await page.locator('[data-deck="b"] select').selectOption('stained-glass');
    for (const name of ['A', 'B']) await drawnMore(page, name, 3);
    const [output, a, b] = [await pictureIn(page, 'output'), await pictureIn(page, 'A'), await pictureIn(page, 'B')];
    for (const picture of [output, a, b]) assert.ok(contrast(picture) > 10, `contrast ${contrast(picture)}`);
    // Deck A shows the mix of the slots, which is what is on stage; deck B what is not.
    assert.ok(difference(output, a) < 0.6 * difference(output, b), `${difference(output, a)} ${difference(output, b)}`);
    await page.locator('[data-preset="flames"]').hover();
    await page.waitForSelector('[data-preset="flames"] canvas[data-drawn]', { timeout: 1000 * PATIENCE });
    await page.mouse.move(640, 5);
    await eventually('it stands still', async () => (await page.locator('[data-preset] canvas').count()) === 0);
    await page.locator('[data-deck="b"] select').selectOption('');
    await page.close();
  });

  test('without a GPU the page says so, shows the output as the engine draws it, and stills on the decks', async () => {
    const page = await operator('');
    await drawnMore(page, 'output', 3);
    assert.match((await page.locator('.way').textContent()) ?? '', /stills.*engine.*no GPU/);
    const first = await pictureIn(page, 'output');
    assert.deepEqual([first.width, first.height], [64, 36]);
    assert.ok(contrast(first) > 10);
    const before = Number(await canvas(page, 'output').getAttribute('data-drawn'));
    await drawnMore(page, 'output', before + 3);
    assert.ok(difference(first, await pictureIn(page, 'output')) > 0.5, 'it moves');
    await page.locator('[data-deck="a"] select').selectOption('flames');
    await page.waitForSelector('[data-preview="A"] img[src*="/flames/"]');
    await page.locator('[data-preset="flames"]').hover();
    assert.equal(await page.locator('[data-preset] canvas').count(), 0);
    await page.locator('[data-deck="a"] select').selectOption('');
    await page.close();
  });

  test('a page that nobody looks at asks for nothing, and for its pictures again when it is looked at', async () => {
    const fake = await startFakeEngine();
    const page = await operator('?previews=frames', fake.url);
    const asked = () => fake.heard.flatMap((message) => (message.type === 'preview' ? [message.way] : []));
    const look = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
         document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await look(true);
    await eventually('it asks for none', () => asked().at(-1) === 'none');
    await look(false);
    await eventually('it asks again', () => asked().at(-1) === 'frames');
    await page.close();
    await fake.close();
  });
});
