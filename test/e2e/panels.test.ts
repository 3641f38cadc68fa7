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
    // The previews have tests of their own, and cost much without a GPU.
    await page.goto(`${engine.url}/control?previews=frames`);
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

  test('a picture is stored on a pad, named, recalled and deleted, and undo brings it back on every page', async () => {
    const [page, other] = [await operator(), await operator()];
    const pad = (on: Page, place: number) => on.locator(`[data-place="${place}"]`);
    const mode = (on: Page, name: string) => on.locator(`[data-mode="${name}"]`).and(on.locator('button'));
    engine.control({ param: 'view.zoom', value: 2 });
    await mode(page, 'store').click();
    await pad(page, 4).click();
    await eventually('both pages have it', async () => (await other.locator('.pad.filled').count()) === 1);
    assert.equal(await mode(page, 'recall').getAttribute('aria-pressed'), 'true', 'armed for one touch');
    await mode(page, 'rename').click();
    await pad(page, 4).click();
    await page.keyboard.type('the drop');
    await page.keyboard.press('Enter');
    await eventually('named', async () => (await pad(other, 4).locator('.holds').textContent()) === 'the drop');
    engine.control({ param: 'view.zoom', value: 1 });
    await pad(other, 4).click();
    await eventually('recalled', () => target('view.zoom') === 2);
    await page.keyboard.press('s');
    await pad(page, 5).click();
    await eventually('stored by key', async () => (await other.locator('.pad.filled').count()) === 2);
    await mode(page, 'delete').click();
    await pad(page, 4).click();
    await eventually('gone', async () => (await pad(other, 4).locator('.holds').textContent()) === 'empty');
    await eventually('offered', async () => (await other.textContent('#undo span')) === 'snapshot 4 deleted');
    engine.control({ param: 'view.pulse', value: 0.7 });
    await eventually('other news comes', async () => {
      return (await other.locator('[data-param="view.pulse"]').getAttribute('aria-valuenow')) === '0.7';
    });
    await other.locator('#undo button').click();
    await eventually('back', async () => (await pad(page, 4).locator('.holds').textContent()) === 'the drop');
    await eventually('no offer is left', async () => !(await other.isVisible('#undo')));
    await page.context().close();
    await other.context().close();
  });

  test('panic is taken back by the key u, a snapshot recalled by shift and its digit', async () => {
    const page = await operator();
    engine.control({ param: 'view.zoom', value: 3 });
    engine.control({ param: 'snapshot.save', value: 2 });
    engine.control({ param: 'master.panic', value: true });
    await eventually('panic', () => target('view.zoom') === 1);
    await eventually('offered', async () => (await page.textContent('#undo span')) === 'panic');
    await page.keyboard.press('u');
    await eventually('taken back', () => target('view.zoom') === 3);
    engine.control({ param: 'view.zoom', value: 1 });
    await page.keyboard.press('Shift+Digit2');
    await eventually('recalled', () => target('view.zoom') === 3);
    await page.context().close();
  });

  test('the session says when it was saved, and is saved on demand', async () => {
    const page = await operator();
    assert.match((await page.textContent('.snapshot-head .standing')) ?? '', /^set test: saved \d+ min ago$/);
    await page.getByRole('button', { name: 'save now' }).click();
    await eventually('saved', async () =>
      /^set test: saved \d s ago$/.test((await page.textContent('.snapshot-head .standing')) ?? ''),
    );
    await page.context().close();
  });

  test('the routes of what plays are seen moving, changed by hand, taken back, and saved', async () => {
    const [page, other] = [await operator(), await operator()];
    const route = (on: Page, i: number) => on.locator(`[data-route="${i}"]`);
    const source = (on: Page) => on.locator('#routes .source').textContent();
    await eventually('what plays', async () => (await source(page)) === 'Fern at night');
    engine.control({ param: 'deck.b.preset', value: 'oil-on-water' });
    await page.getByLabel('routes of').selectOption('b');
    await eventually('the deck’s', async () => (await source(page)) === 'Oil on water');
    const bar = () => route(page, 0).locator('.driven b').getAttribute('style');
    const first = await bar();
    await eventually('it moves', async () => (await bar()) !== first);
    await other.getByLabel('routes of').selectOption('b');
    await route(page, 0).getByLabel('feature of route 1').selectOption('hat');
    await route(page, 0).getByLabel('amount of route 1').focus();
    await page.keyboard.press('ArrowUp');
    const saw = async () =>
      Number(await other.getByLabel('amount of route 1').getAttribute('aria-valuenow')) > 1 &&
      (await other.getByLabel('feature of route 1').inputValue()) === 'hat';
    await eventually('the other page follows', saw);
    await page.locator('#routes').getByRole('button', { name: 'add' }).click();
    await eventually('one more', async () => (await other.locator('.route').count()) === 2);
    await other.getByRole('button', { name: 'remove route 2' }).click();
    await eventually('one less', async () => (await page.locator('.route').count()) === 1);
    await page.getByRole('button', { name: 'save to preset' }).click();
    await eventually('asked to save', () => engine.heard.some(({ type }) => type === 'routes-save'));
    await eventually('as they were', async () => {
      await page.keyboard.press('u');
      return (await page.getByLabel('feature of route 1').inputValue()) === 'kick';
    });
    assert.equal(await page.locator('#routes .standing').textContent(), '');
    await page.context().close();
    await other.context().close();
  });
});
