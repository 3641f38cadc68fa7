/**
 * The operator page under axe, the accessibility engine (axe-core, MPL-2.0, used by this test alone): WCAG 2.2 A and AA and axe's best
 * practices, in each state that a performer meets, on a laptop and on a phone.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { buildPages } from '../helpers/build-pages.ts';
import { skipWithoutChromium, startChromium } from '../helpers/chromium.ts';
import { eventually } from '../helpers/engine-process.ts';
import { type FakeEngine, startFakeEngine } from '../helpers/fake-engine.ts';

const skip = skipWithoutChromium();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const AXE = readFileSync(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SIZES = { laptop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

before(buildPages);

/** Give what axe finds wrong, a line each: the rule, what it says, and where. */
async function faults(page: Page): Promise<string[]> {
  const run = `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ': ' + help + ': ' + target.join(' ') + ': ' + failureSummary)))`;
  return (await page.evaluate(run)) as string[];
}

describe('axe finds nothing wrong with the operator page', { skip }, () => {
  let browser: Browser;
  let engine: FakeEngine;
  before(async () => {
    browser = await startChromium();
    engine = await startFakeEngine({});
    engine.control({ param: 'snapshot.save', value: 1 });
    engine.control({ param: 'snapshot.1.name', value: 'the drop' });
  });
  after(async () => {
    await browser?.close();
    await engine?.close();
  });

  async function open(size: keyof typeof SIZES): Promise<Page> {
    const context = await browser.newContext({ viewport: SIZES[size], hasTouch: size === 'phone' });
    const page = await context.newPage();
    await page.goto(`${engine.url}/control?previews=frames`);
    await page.waitForSelector('html[data-connection="open"]', { state: 'attached' });
    await page.waitForSelector('[data-preset]');
    await page.waitForSelector('.route');
    await page.evaluate(AXE);
    return page;
  }

  for (const size of ['laptop', 'phone'] as const) {
    test(`while it plays, on a ${size}`, async () => {
      const page = await open(size);
      assert.deepEqual(await faults(page), []);
      await page.context().close();
    });
  }

  test('while a snapshot is named and the undo is offered', async () => {
    const page = await open('laptop');
    engine.control({ param: 'master.panic', value: true });
    await page.waitForSelector('#undo:not([hidden])');
    await page.locator('button[data-mode="rename"]').click();
    await page.locator('[data-place="1"]').click();
    assert.deepEqual(await faults(page), []);
    await page.context().close();
  });

  test('in blackout and freeze, with a lost line-in and a warning', async () => {
    const page = await open('laptop');
    engine.control({ param: 'master.blackout', value: true });
    engine.control({ param: 'master.freeze', value: true });
    engine.status.audio = { state: 'lost', source: 'USB mixer', detail: 'unplugged' };
    engine.status.notices.push({ time: 1, level: 'warning', text: 'the renderer fails' });
    await eventually('the alarm', async () => /LINE-IN LOST/.test((await page.textContent('#alarm')) ?? ''));
    assert.deepEqual(await faults(page), []);
    engine.control({ param: 'master.blackout', value: false });
    engine.control({ param: 'master.freeze', value: false });
    await page.context().close();
  });

  test('with the list of keys open', async () => {
    const page = await open('laptop');
    await page.keyboard.press('?');
    assert.deepEqual(await faults(page), []);
    await page.context().close();
  });
});
