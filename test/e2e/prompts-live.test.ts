/** Prompts mid-set with the real engine and the real optimizer: asked for from another terminal, on stage on the bar or on cue, thrown away and back. */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { parseEngineMessage } from '../../engine/wire/protocol.ts';
import { skipWithoutChromium, startChromium } from '../helpers/chromium.ts';
import {
  connectWire,
  type EngineProcess,
  eventually,
  runNeonfern,
  startEngineProcess,
  type WireClient,
} from '../helpers/engine-process.ts';

const PRESETS = fileURLToPath(new URL('../../presets', import.meta.url));
/** Bars between the bar's line and the newest place in the bar that was told: two frames. */
const ON_THE_BAR = 0.08;

describe('prompts mid-set', { skip: skipWithoutChromium() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'neonfern-live-prompts-'));
  const presets = join(folder, 'presets');
  let engine: EngineProcess;
  let browser: Browser;
  let page: Page;
  let wire: WireClient;
  /** How far from the bar's line each preset was when its share first left 0, bars. */
  const began = new Map<string, number>();
  const justBegan: string[] = [];

  before(async () => {
    for (const slug of ['flames', 'organic-flow'])
      cpSync(join(PRESETS, slug), join(presets, slug), { recursive: true });
    engine = await startEngineProcess([
      ...['--audio', 'demo', '--renderer', 'cpu', '--threads', '1', '--size', '160x90', '--fps', '20', '--no-midi'],
      ...['--port', '0', '--presets', presets, '--sets', join(folder, 'sets'), '--optimizer-threads', '1'],
    ]);
    browser = await startChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${engine.url}/control`);
    await page.waitForSelector('[data-preset="flames"]');
    wire = await connectWire(engine.url, 'control');
    const params: Record<string, unknown> = {};
    let barPhase = 0;
    wire.socket.on('message', (bytes, isBinary) => {
      const message = isBinary ? undefined : parseEngineMessage(String(bytes));
      if (message?.type === 'meters') {
        barPhase = message.meters.barPhase;
        // The meters of a frame are told after its parameters.
        for (const slug of justBegan.splice(0)) began.set(slug, Math.min(began.get(slug) ?? 1, fromTheBar(barPhase)));
      }
      if (message?.type !== 'params') return;
      Object.assign(params, message.values);
      for (const slug of playing(params)) {
        if (began.has(slug)) continue;
        began.set(slug, fromTheBar(barPhase));
        justBegan.push(slug);
      }
    });
  });
  after(async () => {
    wire?.close();
    await browser?.close();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (prompt: string, show: string) =>
    runNeonfern(['prompt', prompt, '--steps', '20', '--show', show, '--url', engine.url], { seconds: 170 });
  const tile = (slug: string) => page.locator(`[data-preset="${slug}"]`);
  const row = (slug: string) => page.locator('.job', { has: page.locator(`img[src*="/${slug}/"]`) });
  const isPlaying = async (slug: string) => (await tile(slug).getAttribute('aria-pressed')) === 'true';

  test('one that waits for the bar fades in on it when it is done', { timeout: 180_000 }, async () => {
    const { code, stdout, stderr } = await ask('golden honeycomb', 'bar');
    assert.equal(code, 0, stderr);
    assert.equal(stdout.trim(), 'preset golden-honeycomb');
    await eventually('it is on stage', () => began.has('golden-honeycomb'));
    const distance = began.get('golden-honeycomb') ?? 1;
    assert.ok(distance < ON_THE_BAR, `it began ${distance.toFixed(2)} of a bar beside the line`);
    await eventually('the page shows it', () => isPlaying('golden-honeycomb'));
  });

  test('one that waits for its cue goes on stage with the key, not before', { timeout: 180_000 }, async () => {
    assert.equal((await ask('snowy mountains', 'cue')).code, 0);
    await page.waitForSelector('[data-param="prompt.cue"].waits');
    assert.equal(began.has('snowy-mountains'), false);
    await page.keyboard.press('c');
    await eventually('it is on stage', () => began.has('snowy-mountains'));
    await eventually('nothing waits', async () => (await page.locator('.waits').count()) === 0);
  });

  test('it is not discarded while it plays, then it is, and comes back', { timeout: 60_000 }, async () => {
    const discard = () => row('snowy-mountains').locator('[data-act="discard"]').click();
    await eventually('it plays', () => isPlaying('snowy-mountains'));
    await discard();
    await page.locator('#notices', { hasText: '"snowy mountains" is on stage' }).waitFor();
    assert.ok(readdirSync(presets).includes('snowy-mountains'));
    await tile('flames').click();
    await eventually('it has left', async () => !(await isPlaying('snowy-mountains')));
    await discard();
    await eventually('it is gone', async () => (await tile('snowy-mountains').count()) === 0);
    assert.deepEqual(readdirSync(join(presets, '.trash')), ['snowy-mountains']);
    await page.locator('[data-param="prompt.undo"]').click();
    await tile('snowy-mountains').locator('img[src]').waitFor();
    assert.ok(readdirSync(presets).includes('snowy-mountains'));
  });
});

const fromTheBar = (phase: number) => Math.min(phase, 1 - phase);

/** The presets that have a share of the picture. */
function playing(params: Readonly<Record<string, unknown>>): string[] {
  const slots = Array.from({ length: 8 }, (_, i) => i + 1);
  return slots.filter((n) => Number(params[`mix.${n}.weight`]) > 0).map((n) => String(params[`mix.${n}.preset`]));
}
