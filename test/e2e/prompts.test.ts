/** The prompts panel of the operator page as a performer uses it, in a real browser against an engine with the real queue. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildPages } from '../helpers/build-pages.ts';
import { skipWithoutChromium, startChromium } from '../helpers/chromium.ts';
import { eventually } from '../helpers/engine-process.ts';
import { type FakeEngine, startFakeEngine } from '../helpers/fake-engine.ts';

const skip = skipWithoutChromium();
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

describe('the prompts panel', { skip }, () => {
  let browser: Browser;
  let engine: FakeEngine;
  before(async () => {
    buildPages();
    browser = await startChromium();
    engine = await startFakeEngine({});
  });
  after(async () => {
    await browser?.close();
    await engine?.close();
  });

  async function operator(size = DESK): Promise<Page> {
    const context = await browser.newContext({ viewport: size });
    const page = await context.newPage();
    await page.goto(`${engine.url}/control`);
    await page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    await page.waitForSelector('[data-preset]');
    return page;
  }

  test('a prompt is added, paused, resumed and cancelled, and other pages show the same', async () => {
    const [page, other] = [await operator(), await operator(PHONE)];
    await page.keyboard.press('/');
    await page.keyboard.type('neon jellyfish:1.2 coral reef:0.5');
    await page.locator('.ask [name="without"]').fill('lettering');
    await page.keyboard.press('Enter');
    const asked = () => engine.heard.find((message) => message.type === 'prompt');
    await eventually('the engine has it', () => asked() !== undefined);
    const { id = '', prompt, negative } = asked() ?? {};
    assert.deepEqual([prompt, negative], ['neon jellyfish:1.2 coral reef:0.5', 'lettering']);
    const row = (on: Page) => on.locator(`[data-job="${id}"]`);
    const standing = (on: Page) => row(on).locator('.standing').textContent();
    const press = (act: string) => row(page).locator(`[data-act="${act}"]`).click();
    await eventually('the box is empty again', async () => (await page.inputValue('.ask [name="prompt"]')) === '');
    engine.job({ type: 'started', id });
    engine.job({ type: 'progress', id, progress: 0.25, stepsPerSecond: 5, likeness: 0.4, heldOut: 0.3 });
    for (const on of [page, other]) {
      await eventually('it runs', async () => (await standing(on)) === '25 % · 5.0 steps/s · 30 s left · judge fake');
    }
    for (const [act, says] of [
      ['pause', 'paused at 25 %'],
      ['resume', 'waiting at 25 %'],
      ['cancel', 'cancelled at 25 %'],
    ] as const) {
      await press(act);
      for (const on of [page, other]) await eventually(says, async () => (await standing(on)) === says);
    }
    assert.ok(await row(page).locator('[data-act="cancel"]').isDisabled());
    await press('again');
    await eventually('asked anew', async () => (await page.locator('[data-job]').count()) === 2);
    const wide = Number(await other.evaluate('document.documentElement.scrollWidth'));
    assert.ok(wide <= PHONE.width, `a phone's page is ${wide} pixels wide`);
    await page.context().close();
    await other.context().close();
  });

  test('a prompt goes before another; when it is done a click plays it, and one more like it is asked for', async () => {
    const page = await operator();
    engine.job({ type: 'add', job: { id: 'a', prompt: 'kelp', slug: 'kelp-forest', priority: 3 } });
    engine.job({ type: 'add', job: { id: 'b', prompt: 'moons', slug: 'paper-moons', priority: 3 } });
    const first = () => page.locator('[data-job]').first().getAttribute('data-job');
    await page.locator('[data-job="b"] [data-act="earlier"]').click();
    await eventually('b stands first', async () => (await first()) === 'b');
    engine.job({ type: 'started', id: 'b' });
    engine.job({ type: 'finished', id: 'b' });
    await page.locator('[data-job="b"] [data-act="play"]').click();
    await page.waitForSelector('[data-job="a"] canvas[data-drawn]');
    assert.equal(await page.locator('[data-job="b"] canvas.moving').count(), 0, 'what is done has its still');
    await page.waitForSelector('[data-job="b"] img[src*="/paper-moons/"]');
    const acts = () => engine.heard.filter((message) => message.type === 'job');
    await eventually('it goes on stage', () => acts().some(({ act, id }) => act === 'play' && id === 'b'));
    await page.locator('[data-job="b"] [data-act="more"]').click();
    const asked = () => engine.heard.filter((message) => message.type === 'prompt');
    await eventually('one more like it', () => asked().some(({ from }) => from === 'paper-moons'));
    await page.context().close();
  });

  test('a preset that is being made has no still yet: its net is drawn in the grid and in its slot', async () => {
    const page = await operator();
    const made = { slug: 'fern-at-night', name: 'Fern', prompt: 'fern', tags: ['optimizing'], revision: '' };
    engine.say(JSON.stringify({ type: 'presets', presets: [made] }));
    await page.waitForSelector('[data-preset="fern-at-night"] canvas[data-drawn]');
    await page.waitForSelector('[data-slot="1"] canvas[data-drawn]');
    assert.equal(await page.locator('[data-preset="fern-at-night"] img[src], [data-slot="1"] img[src]').count(), 0);
    engine.say(JSON.stringify({ type: 'presets', presets: [{ ...made, revision: '1' }] }));
    await page.waitForSelector('[data-preset="fern-at-night"] img[src]');
    await page.waitForSelector('[data-slot="1"] img[src]');
    assert.equal(await page.locator('.tile canvas, .slot canvas').count(), 0, 'what is done has its still');
    await page.context().close();
  });

  test('words are kept in a place, shown by both pages, and asked for with a touch', async () => {
    const [page, other] = [await operator(), await operator(PHONE)];
    const place = (on: Page, n: number) => on.locator(`[data-kept="${n}"]`);
    await page.locator('.ask [name="prompt"]').fill('golden honeycomb');
    await page.locator('.places button', { hasText: 'keep' }).click();
    await place(page, 3).click();
    for (const on of [page, other]) await place(on, 3).filter({ hasText: 'golden honeycomb' }).waitFor();
    const asks = () => engine.heard.filter((message) => message.type === 'control' && message.param === 'prompt.ask');
    await place(other, 2).click({ force: true });
    await place(other, 3).click();
    await eventually('the engine has it', () => asks().length > 0);
    assert.deepEqual(
      asks().map((message) => message.type === 'control' && message.value),
      [3],
    );
    await page.locator('.ask [name="goes on stage"]').selectOption('bar');
    const when = () => other.locator('.ask [name="goes on stage"]').inputValue();
    await eventually('the other page goes on stage with it too', async () => (await when()) === 'bar');
    await page.context().close();
    await other.context().close();
  });

  test('an image dropped on the panel goes with the prompt, made small, and its row names it', async () => {
    const page = await operator();
    await page.evaluate(`(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 900 });
      canvas.getContext('2d').fillRect(0, 0, 800, 900);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([blob], 'moon.png', { type: 'image/png' }));
      document.querySelector('.jobs').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    })()`);
    await page.locator('.image-field', { hasText: 'moon.png' }).waitFor();
    await page.locator('.ask button', { hasText: 'add' }).click();
    const asked = () => engine.heard.findLast((message) => message.type === 'prompt' && message.image);
    await eventually('the engine has it', () => asked() !== undefined);
    const { id = '', image } = asked() as { id?: string; image?: { data: string } };
    assert.match(image?.data ?? '', /^data:image\/jpeg;base64,/);
    assert.ok((image?.data.length ?? 0) < 40_000, `${image?.data.length} characters of a plain picture`);
    await page.locator(`[data-job="${id}"]`, { hasText: 'like moon.png' }).waitFor();
    await page.locator('.image-field', { hasText: 'image' }).waitFor();
    await page.context().close();
  });

  test('when a prompt goes on stage is said in its row, what waits for its cue is seen, and both pages agree', async () => {
    const [page, other] = [await operator(), await operator(PHONE)];
    engine.job({ type: 'add', job: { id: 'w', prompt: 'willow', slug: 'kelp-forest', priority: 9 } });
    const when = (on: Page) => on.locator('[data-job="w"] select');
    await when(page).selectOption('cue');
    await eventually('the other page says so', async () => (await when(other).inputValue()) === 'cue');
    engine.job({ type: 'started', id: 'w' });
    engine.job({ type: 'finished', id: 'w' });
    for (const on of [page, other]) await on.waitForSelector('[data-param="prompt.cue"].waits');
    await page.keyboard.press('c');
    await eventually('it is cued', () =>
      engine.heard.some((message) => message.type === 'control' && message.param === 'prompt.cue'),
    );
    engine.job({ type: 'shown', id: 'w' });
    await eventually('nothing waits', async () => (await page.locator('.waits').count()) === 0);
    assert.ok(await when(page).isDisabled());
    await page.context().close();
    await other.context().close();
  });

  test('a finished prompt is discarded and brought back, or kept and off the list; all are held at once', async () => {
    const page = await operator();
    engine.job({ type: 'add', job: { id: 'z', prompt: 'zebra', slug: 'coral-clock', priority: 9 } });
    engine.job({ type: 'started', id: 'z' });
    engine.job({ type: 'finished', id: 'z' });
    const row = page.locator('[data-job="z"]');
    const says = (text: string) =>
      eventually(text, async () => (await row.locator('.standing').textContent()) === text);
    const press = (act: string) => row.locator(`[data-act="${act}"]`).click();
    await press('discard');
    await says('discarded; undo brings it back');
    await page.reload();
    await page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    await says('discarded; undo brings it back');
    await press('restore');
    await says('done');
    await press('forget');
    await eventually('it is off the list', async () => (await row.count()) === 0);
    const hold = page.locator('[data-param="prompt.pause"]');
    await hold.click();
    await eventually('the engine has it', () => engine.controls().targets['prompt.pause'] === true);
    await page.reload();
    await eventually('it is still held', async () => (await hold.getAttribute('aria-pressed')) === 'true');
    await page.context().close();
  });

  test('the search leaves the presets that have its words, and a folded group stays folded', async () => {
    const page = await operator();
    const seen = () => page.locator('[data-preset]:visible').evaluateAll((all) => all.map((one) => one.textContent));
    await page.getByLabel('Search presets').fill('kelp');
    await eventually('one is left', async () => (await seen()).length === 1);
    await page.getByLabel('Search presets').fill('');
    await eventually('all are back', async () => (await seen()).length === 12);
    const zoom = page.locator('[data-param="view.zoom"]');
    await page.locator('summary', { hasText: /^view$/ }).click();
    await zoom.waitFor({ state: 'hidden' });
    await page.reload();
    await page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    assert.equal(await zoom.isVisible(), false);
    await page.context().close();
  });

  test('a long queue of prompts moves nothing below it, and the groups cover nothing', async () => {
    const page = await operator({ width: 1440, height: 900 });
    const top = async () => (await page.locator('#midi').boundingBox())?.y;
    const before = await top();
    for (let i = 0; i < 9; i++) engine.job({ type: 'add', job: { id: `q${i}`, prompt: `p${i}`, slug: `p${i}` } });
    await page.waitForSelector('[data-job="q8"]', { state: 'attached' });
    const boxOf = async (id: string) => (await page.locator(id).boundingBox()) ?? assert.fail(id);
    const [prompts, midi, groups] = [await boxOf('#prompts'), await boxOf('#midi'), await boxOf('#groups')];
    assert.equal(await top(), before);
    assert.ok(prompts.y + prompts.height <= midi.y && midi.y + midi.height <= groups.y);
    const last = (await page.locator('#groups .group').last().boundingBox()) ?? assert.fail('no group');
    assert.ok(last.y + last.height <= groups.y + groups.height + 1, 'the groups end within their panel');
    await page.context().close();
  });

  for (const height of [900, 1100]) {
    test(`the meters lie whole within their panel at 1440×${height}`, async () => {
      const page = await operator({ width: 1440, height });
      const [panel, meters] = [await page.locator('#side').boundingBox(), await page.locator('.meters').boundingBox()];
      assert.ok(panel && meters);
      assert.ok(meters.y + meters.height <= panel.y + panel.height, JSON.stringify({ panel, meters }));
      await page.context().close();
    });
  }
});
