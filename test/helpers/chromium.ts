/**
 * A headless Chromium that draws WebGL in software and reaches nothing but this machine, and what tests ask about its pages:
 * how bright a picture is, how much two differ, how much one moves.
 */

import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { PNG } from 'pngjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const FLAGS = [
  '--no-sandbox',
  '--no-first-run',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-gpu-compositing',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/** Pixels as a screenshot has them, rgba. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Say why no browser can run here, or undefined when one can. */
export function chromiumMissing(): string | undefined {
  return findChromium() ? undefined : 'Chromium is not installed: apt install chromium';
}

/** Give a suite's `skip`: why it cannot run here, but never in CI, where it has to. */
export function skipWithoutChromium(): string | false {
  return (process.env.CI ? undefined : chromiumMissing()) ?? false;
}

/** Start a browser with a fresh profile, which is removed when it is closed. @param flags more of them */
export async function startChromium(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(chromiumMissing());
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags], headless: true });
}

/** Take a picture of what a page shows now. */
export async function pictureOf(page: Page): Promise<Picture> {
  const { width, height, data } = PNG.sync.read(await page.screenshot());
  return { width, height, rgba: data };
}

/** Give the mean of a picture's red, green and blue, 0…255. */
export function brightness({ rgba }: Picture): number {
  let sum = 0;
  for (let i = 0; i < rgba.length; i += 4) sum += (rgba[i] ?? 0) + (rgba[i + 1] ?? 0) + (rgba[i + 2] ?? 0);
  return sum / (0.75 * rgba.length);
}

/** Give the standard deviation of a picture's channels about their mean, 0…128: near 0 for a flat one. */
export function contrast(picture: Picture): number {
  const mean = brightness(picture);
  let sum = 0;
  for (let i = 0; i < picture.rgba.length; i++) if (i % 4 !== 3) sum += ((picture.rgba[i] ?? 0) - mean) ** 2;
  return Math.sqrt(sum / (0.75 * picture.rgba.length));
}

/** Give the mean difference of two pictures of one size, 0…255. */
export function difference(a: Picture, b: Picture): number {
  if (a.rgba.length !== b.rgba.length) throw new Error(`pictures of ${a.width}×${a.height} and ${b.width}×${b.height}`);
  let sum = 0;
  for (let i = 0; i < a.rgba.length; i++) if (i % 4 !== 3) sum += Math.abs((a.rgba[i] ?? 0) - (b.rgba[i] ?? 0));
  return sum / (0.75 * a.rgba.length);
}

/** Give how much a page's picture moves: the mean difference of all pairs among `shots` pictures taken over `seconds`. */
export async function motion(page: Page, seconds: number, shots: number): Promise<number> {
  const pictures: Picture[] = [];
  for (let i = 0; i < shots; i++) {
    pictures.push(await pictureOf(page));
    await page.waitForTimeout((1000 * seconds) / shots);
  }
  const differences = pictures.flatMap((a, i) => pictures.slice(i + 1).map((b) => difference(a, b)));
  return differences.reduce((sum, d) => sum + d, 0) / differences.length;
}

// Implementation

/** Find the browser, or undefined. */
export function findChromium(): string | undefined {
  return PLACES.find((place) => existsSync(place));
}
