/**
 * The operator page's panels, used as a person would, in a real browser against the engine double: the sound's input.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromiumMissing, startChromium } from '../helpers/chromium.ts';
import { eventually } from '../helpers/engine-process.ts';
import { type FakeEngine, startFakeEngine } from '../helpers/fake-engine.ts';

const missing = chromiumMissing();
const skip = missing !== undefined && !process.env.CI ? missing : false;
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DESK = { width: 1440, height: 900 };

before(() => {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', 'display', '--logLevel', 'error'], { cwd: ROOT });
  assert.equal(built.status, 0, String(built.stderr));
});

describe('the panels', { skip }, () => {
  let browser: Browser;
  let engine: FakeEngine;
  before(async () => {
    browser = await startChromium();
    engine = await startFakeEngine({});
  });
  after(async () => {
    await browser?.close();
    await engine?.close();
  });

  async function operator(size = DESK, hasTouch = false): Promise<Page> {
    const context = await browser.newContext({ viewport: size, hasTouch });
    const page = await context.newPage();
    await page.goto(`${engine.url}/control`);
    await page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    await page.waitForSelector('[data-preset]');
    return page;
  }

  const target = (id: string) => engine.controls().targets[id];

  test('another audio input is chosen by name, and every page shows the choice', async () => {
    const [page, other] = [await operator(), await operator()];
    const input = (on: Page) => on.locator('select[data-param="audio.input"]');
    await input(page).selectOption('USB mixer');
    await eventually('the engine has it', () => target('audio.input') === 'USB mixer');
    await eventually('the other page too', async () => (await input(other).inputValue()) === 'USB mixer');
    // One that does not open comes back to what plays.
    await input(other).selectOption('broken card');
    await eventually('it was tried', () => engine.heard.some((m) => m.type === 'control' && m.value === 'broken card'));
    await eventually('it is back', async () => (await input(page).inputValue()) === 'USB mixer');
    await eventually('on both', async () => (await input(other).inputValue()) === 'USB mixer');
    await page.context().close();
    await other.context().close();
  });

  test('the sound reads as running, demo, searching and silent, as it is', async () => {
    const page = await operator();
    const reads = async (word: string) =>
      eventually(word, async () => (await page.textContent('.sound .lamp')) === word, 10);
    await reads('running');
    engine.status.audio = { ...engine.status.audio, isDemo: true };
    await reads('demo');
    engine.status.audio = { state: 'lost', source: 'USB mixer', detail: 'unplugged' };
    await reads('searching');
    engine.status.audio = { state: 'running', source: 'USB mixer', detail: '48000 Hz, 2 ch' };
    await reads('running');
    engine.silence(true);
    await reads('silent');
    engine.silence(false);
    await reads('running');
    await page.context().close();
  });
});
