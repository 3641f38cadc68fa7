/**
 * The operator page's panels, used as a person would, in a real browser against the engine double: the sound's input.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildPages } from '../helpers/build-pages.ts';
import { skipWithoutChromium, startChromium } from '../helpers/chromium.ts';
import { eventually } from '../helpers/engine-process.ts';
import { type FakeEngine, startFakeEngine } from '../helpers/fake-engine.ts';

const skip = skipWithoutChromium();
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

before(buildPages);

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

  async function operator(size = DESK, hasTouch = false, { url } = engine): Promise<Page> {
    const context = await browser.newContext({ viewport: size, hasTouch });
    const page = await context.newPage();
    // The previews have tests of their own, and cost much without a GPU.
    await page.goto(`${url}/control?previews=frames`);
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
    // One whose only undo steps are the ones made here.
    const own = await startFakeEngine({});
    const [page, other] = [await operator(DESK, false, own), await operator(DESK, false, own)];
    const route = (on: Page, i: number) => on.locator(`[data-route="${i}"]`);
    const source = (on: Page) => on.locator('#routes .source').textContent();
    await eventually('what plays', async () => (await source(page)) === 'Fern at night');
    own.control({ param: 'deck.b.preset', value: 'oil-on-water' });
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
    await eventually('asked to save', () => own.heard.some(({ type }) => type === 'routes-save'));
    await eventually('as they were', async () => {
      await page.keyboard.press('u');
      return (await page.getByLabel('feature of route 1').inputValue()) === 'kick';
    });
    assert.equal(await page.locator('#routes .standing').textContent(), '');
    await page.context().close();
    await other.context().close();
    await own.close();
  });

  test('presets are sifted by tag and by bank, and the bank’s presets have their pads’ numbers', async () => {
    const page = await operator();
    const tiles = page.locator('[data-preset]:visible');
    assert.equal(await tiles.count(), 12);
    await page.locator('.tags button', { hasText: 'bright' }).click();
    assert.equal(await tiles.count(), 6);
    await page.locator('.tags button', { hasText: 'bright' }).click();
    await page.getByLabel('bank').and(page.locator('select')).selectOption('2');
    await eventually('the engine has the bank', () => target('preset.bank') === 2);
    await eventually('it alone is shown', async () => (await tiles.count()) === 4);
    assert.deepEqual(await tiles.locator('.number').allTextContents(), ['1', '2', '3', '4']);
    engine.control({ param: 'preset.bank', value: 1 });
    await eventually('a controller turns it back', async () => (await tiles.count()) === 8);
    await page.getByLabel('bank').and(page.locator('select')).selectOption('all');
    assert.equal(await tiles.count(), 12);
    await page.context().close();
  });

  test('the status says what a performer must know, and on a phone it stays in sight', async () => {
    const page = await operator(PHONE, true);
    const says = async () => (await page.textContent('#status')) ?? '';
    await eventually('all of it', async () =>
      /fps.*latency41 ms.*late0.*dropped0.*stages0.*optimizeridle.*memory312 MB.*webgpu, a graphics card/.test(
        await says(),
      ),
    );
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await eventually('scrolled', async () => Number(await page.evaluate('scrollY')) > 500);
    const box = await page.locator('#status .lamp').boundingBox();
    assert.ok(box && box.y >= 0 && box.y < 60, JSON.stringify(box));
    assert.ok(((await page.locator('#status').boundingBox())?.height ?? 999) < 100);
    assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= PHONE.width);
    await page.context().close();
  });

  test('every key of the list does what it says', async () => {
    const page = await operator();
    await page.keyboard.press('?');
    const keys = await page.locator('dialog.keys dt').allTextContents();
    await page.keyboard.press('Escape');
    const since = engine.heard.length;
    for (const key of keys.filter((one) => /^[a-z]$/.test(one) && one !== 'o')) await page.keyboard.press(key);
    const said = () => engine.heard.slice(since).flatMap((m) => (m.type === 'control' ? [m.param] : []));
    const acts = ['master.blackout', 'master.freeze', 'preset.next', 'preset.previous', 'crossfader.auto', 'tempo.tap'];
    await eventually('they act', () => [...acts, 'master.undo'].every((id) => said().includes(id)));
    assert.equal(
      await page.locator('[data-mode="store"]').and(page.locator('button')).getAttribute('aria-pressed'),
      'true',
    );
    await page.waitForSelector('html[data-blackout][data-freeze]', { state: 'attached' });
    for (const key of ['b', 'f', 'Escape']) await page.keyboard.press(key);
    await eventually('lit again', () => target('master.blackout') === false && target('master.freeze') === false);
    await page.keyboard.press('/');
    assert.equal(await page.evaluate('document.activeElement.name'), 'prompt');
    await page.context().close();
  });

  test('two pages agree on everything that hands of either do, and a third that comes late agrees too', async (t) => {
    const [page, other] = [await operator(), await operator(PHONE, true)];
    const values = (on: Page) =>
      on.evaluate(`Object.fromEntries([...document.querySelectorAll('[role="slider"][data-param]')]
        .map((one) => [one.dataset.param, one.getAttribute('aria-valuenow')]))`) as Promise<Record<string, string>>;
    const fader = (on: Page, id: string) => on.locator(`[data-param="${id}"]`);
    await fader(page, 'master.hue').focus();
    for (const key of ['ArrowUp', 'ArrowUp', 'PageUp', 'End', 'ArrowDown']) await page.keyboard.press(key);
    await fader(other, 'master.gamma').focus();
    for (const key of ['PageDown', 'ArrowUp', 'Delete', 'ArrowUp']) await other.keyboard.press(key);
    const started = performance.now();
    await eventually('the same on both', async () => {
      const [mine, theirs] = [await values(page), await values(other)];
      return JSON.stringify(mine) === JSON.stringify(theirs) && Math.abs(Number(mine['master.hue']) - 0.49) < 1e-6;
    });
    t.diagnostic(`looked the same after ${(performance.now() - started).toFixed(0)} ms`);
    const late = await operator();
    await eventually('and on the third', async () => {
      return JSON.stringify(await values(late)) === JSON.stringify(await values(page));
    });
    for (const { targets } of [engine.controls()]) {
      for (const [id, value] of Object.entries(await values(late))) {
        assert.ok(
          Math.abs(Number(value) - Number(targets[id])) < 1e-3,
          `${id}: ${value}, the engine has ${targets[id]}`,
        );
      }
    }
    for (const one of [page, other, late]) await one.context().close();
  });

  test('a page that lost its engine shows no picture, meter or offer as if it were of now, and takes no touch', async () => {
    const own = await startFakeEngine({});
    const page = await operator(PHONE, true, own);
    await page.waitForSelector('.route');
    own.control({ param: 'master.panic', value: true });
    await page.waitForSelector('#undo:not([hidden])');
    await own.close();
    await eventually('it says so', async () => /ENGINE LOST/.test((await page.textContent('#alarm')) ?? ''));
    assert.equal(await page.isVisible('#undo'), false, 'the offer is gone');
    assert.equal(await page.locator('.route').count(), 0, 'nothing is said to be driven');
    assert.equal(await page.textContent('.sound .lamp'), '–');
    assert.equal(await page.locator('#desk').evaluate((desk) => (desk as { inert?: boolean }).inert), true);
    const box = await page.locator('#alarm').boundingBox();
    assert.ok(box && box.width > 300 && box.y < 100, `the alarm is seen: ${JSON.stringify(box)}`);
    await page.context().close();
  });

  test('a thumb on a phone stores, recalls and deletes a snapshot', async () => {
    const page = await operator(PHONE, true);
    const pad = page.locator('[data-place="9"]');
    engine.control({ param: 'view.spin', value: 3 });
    await page.locator('button[data-mode="store"]').tap();
    await pad.tap();
    await page.waitForSelector('[data-place="9"].filled');
    engine.control({ param: 'view.spin', value: 0 });
    await pad.tap();
    await eventually('recalled', () => target('view.spin') === 3);
    await page.locator('button[data-mode="delete"]').tap();
    await pad.tap();
    await page.waitForSelector('[data-place="9"]:not(.filled)');
    await page.context().close();
  });
});
