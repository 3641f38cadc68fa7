/** Oracle: flashes counted in what comes out, over all of a sequence's windows of a second, apart from how the guard counts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFlashGuard } from '../../../engine/render/flash-guard.ts';
import { type PixelFormat, pixelBytes, rgbaToI420, rgbOfI420 } from '../../../engine/render/pixel-format.ts';

const WIDTH = 64;
const HEIGHT = 36;
const RATE = 60;

/** Luma, 0…255, of the left half and the right at a time. */
type Picture = (time: number) => readonly [number, number];

/** What the guard lets be seen of a picture: luma of both halves, frame by frame. */
function guarded(picture: Picture, seconds: number, isOn = true, format: PixelFormat = 'i420'): [number, number][] {
  const guard = createFlashGuard();
  return Array.from({ length: seconds * RATE }, (_, i) => {
    const time = i / RATE;
    const bytes = new Uint8Array(pixelBytes(format, WIDTH, HEIGHT)).fill(128);
    const [left, right] = picture(time);
    const size = format === 'rgba' ? 4 : 1;
    for (let at = 0; at < WIDTH * HEIGHT; at++) {
      bytes.fill(at % WIDTH < WIDTH / 2 ? left : right, size * at, size * at + size);
    }
    guard.pass({ bytes, format, width: WIDTH, height: HEIGHT }, time, !isOn);
    return [bytes[0] ?? 0, bytes[size * (WIDTH - 1)] ?? 0];
  });
}

/** Light of an sRGB value, 0…255 (IEC 61966-2-1). */
const linear = (value: number) => (value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);

/** The most flashes of any second: opposing swings of a tenth and more between turning points, the darker below 0.8, in pairs. */
function mostFlashes(lumas: readonly number[]): number {
  const light = lumas.map(linear);
  const swings: number[] = [];
  let [turn, way] = [light[0] ?? 0, 0];
  light.forEach((now, i) => {
    const step = now - turn;
    if (Math.sign(step) === way || way === 0) {
      if (Math.abs(step) >= 0.1 && Math.min(now, turn) < 0.8 && way === 0) {
        swings.push(i);
        [way, turn] = [Math.sign(step), now];
      } else if (way !== 0) turn = now;
    } else if (Math.abs(step) >= 0.1 && Math.min(now, turn) < 0.8) {
      swings.push(i);
      [way, turn] = [Math.sign(step), now];
    }
  });
  return Math.max(0, ...swings.map((start) => swings.filter((at) => at >= start && at < start + RATE).length >> 1));
}

const square =
  (hertz: number, low: number, high: number, share = 0.5): Picture =>
  (time) => {
    const value = (time * hertz) % 1 < share ? high : low;
    return [value, value];
  };

test('the oracle counts six flashes a second in a strobe of 6 Hz', () => {
  assert.equal(mostFlashes(guarded(square(6, 0, 255), 3, false).map(([left]) => left)), 6);
});

for (const hertz of [4, 5, 8, 12, 20, 29]) {
  test(`a strobe of ${hertz} Hz comes through with at most three flashes in any second`, () => {
    const lumas = guarded(square(hertz, 0, 255), 8).map(([left]) => left);
    assert.ok(mostFlashes(lumas) <= 3, `${mostFlashes(lumas)} flashes`);
  });
}

test('a strobe as rgba is held too', () => {
  assert.ok(mostFlashes(guarded(square(10, 20, 230), 5, true, 'rgba').map(([left]) => left)) <= 3);
});

test('whatever flickers, and however it starts and stops, at most three flashes in any second are seen', () => {
  const luma = fc.integer({ min: 0, max: 255 });
  const part = fc.record({
    seconds: fc.double({ min: 0.2, max: 3, noNaN: true }),
    hertz: fc.double({ min: 0.3, max: 30, noNaN: true }),
    low: luma,
    high: luma,
    share: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.boolean(), (parts, opposed) => {
      const picture: Picture = (time) => {
        let start = 0;
        const now = parts.find(({ seconds }) => {
          start += seconds;
          return time < start;
        });
        const [value] = now ? square(now.hertz, now.low, now.high, now.share)(time) : [parts[0]?.low ?? 0];
        return [value, opposed ? 255 - value : value];
      };
      const shown = guarded(picture, 9);
      for (const half of [0, 1] as const) {
        assert.ok(mostFlashes(shown.map((pair) => pair[half])) <= 3, `half ${half}`);
      }
    }),
    // A run takes a tenth of a second: shrinking would take many minutes.
    { numRuns: 25, endOnFailure: true },
  );
});

const untouched: readonly (readonly [string, Picture])[] = [
  ['two flashes a second', square(2, 0, 255)],
  ['a pulse on every beat of 174 BPM', square(2.9, 40, 220, 0.3)],
  ['a fast flicker of less than a tenth', square(12, 120, 126)],
  ['a fast flicker among highlights', square(12, 235, 255)],
  ['a slow fade', (time) => [Math.round(127 + 127 * Math.sin(time)), Math.round(127 + 127 * Math.sin(time))]],
];
for (const [what, picture] of untouched) {
  test(`${what} comes through untouched`, () => {
    const plain = guarded(picture, 6, false);
    assert.deepEqual(guarded(picture, 6), plain);
  });
}

test('a strobe on less than a quarter of the picture comes through untouched', () => {
  const guard = createFlashGuard();
  for (let i = 0; i < 300; i++) {
    const bytes = new Uint8Array(pixelBytes('i420', WIDTH, HEIGHT)).fill(i % 4 < 2 ? 0 : 255, 0, WIDTH * 8);
    const before = bytes.slice();
    guard.pass({ bytes, format: 'i420', width: WIDTH, height: HEIGHT }, i / RATE, false);
    assert.deepEqual(bytes, before);
  }
});

test('switched off it touches nothing, and switched on in a strobe it holds within the frame', () => {
  const guard = createFlashGuard();
  const frame = (i: number) => new Uint8Array(pixelBytes('i420', WIDTH, HEIGHT)).fill(i % 8 < 4 ? 0 : 255);
  const pass = (i: number, isFree: boolean) => {
    const bytes = frame(i);
    guard.pass({ bytes, format: 'i420', width: WIDTH, height: HEIGHT }, i / RATE, isFree);
    return bytes[0] ?? 0;
  };
  for (let i = 0; i < 120; i++) assert.equal(pass(i, true), frame(i)[0]);
  assert.equal(guard.isHolding, false);
  const held = Array.from({ length: 60 }, (_, k) => pass(120 + k, false));
  assert.equal(guard.isHolding, true);
  assert.ok(Math.max(...held) - Math.min(...held.slice(10)) < 160);
});

test('after a strobe the picture comes back to itself to the last bit', () => {
  const picture: Picture = (time) => (time < 3 ? square(10, 0, 255)(time) : [77, 200]);
  const shown = guarded(picture, 8);
  assert.deepEqual(shown.at(-1), [77, 200]);
});

test('a frame of another size is shown at once', () => {
  const guard = createFlashGuard();
  for (let i = 0; i < 120; i++) {
    const bytes = new Uint8Array(pixelBytes('i420', WIDTH, HEIGHT)).fill(i % 8 < 4 ? 0 : 255);
    guard.pass({ bytes, format: 'i420', width: WIDTH, height: HEIGHT }, i / RATE, false);
  }
  const bytes = new Uint8Array(pixelBytes('i420', 32, 18)).fill(99);
  guard.pass({ bytes, format: 'i420', width: 32, height: 18 }, 2.01, false);
  assert.ok(bytes.every((value) => value === 99));
});

type Rgb = readonly [number, number, number];

/** What the guard lets be seen of a picture of one colour, frame by frame. */
function guardedColour(colour: (frame: number) => Rgb, frames: number, format: PixelFormat = 'rgba'): Rgb[] {
  const guard = createFlashGuard();
  return Array.from({ length: frames }, (_, i) => {
    const rgba = new Uint8Array(pixelBytes('rgba', WIDTH, HEIGHT));
    const [r, g, b] = colour(i);
    for (let at = 0; at < rgba.length; at += 4) rgba.set([r, g, b, 255], at);
    const bytes = format === 'rgba' ? rgba : new Uint8Array(pixelBytes('i420', WIDTH, HEIGHT));
    if (format === 'i420') rgbaToI420(rgba, bytes, WIDTH, HEIGHT);
    guard.pass({ bytes, format, width: WIDTH, height: HEIGHT }, i / RATE, false);
    if (format === 'rgba') return [bytes[0] ?? 0, bytes[1] ?? 0, bytes[2] ?? 0];
    const rgb = rgbOfI420(bytes, WIDTH, HEIGHT, 0, 0);
    return [rgb & 0xff, (rgb >> 8) & 0xff, rgb >> 16];
  });
}

/** The most red flashes of any second, from the turning points of (R − G − B) · 320 alone: all changes here are to or from saturated red. */
function mostRedFlashes(colours: readonly Rgb[]): number {
  const redness = colours.map(([r, g, b]) => 320 * Math.max(0, linear(r) - linear(g) - linear(b)));
  const swings: number[] = [];
  let [top, bottom, way] = [redness[0] ?? 0, redness[0] ?? 0, 0];
  redness.forEach((now, i) => {
    top = Math.max(top, now);
    bottom = Math.min(bottom, now);
    const turned = way !== -1 && top - now > 20 ? -1 : way !== 1 && now - bottom > 20 ? 1 : 0;
    if (turned === 0) return;
    swings.push(i);
    [top, bottom, way] = [now, now, turned];
  });
  return Math.max(0, ...swings.map((start) => swings.filter((at) => at >= start && at < start + RATE).length >> 1));
}

/** Every few frames the one colour, then the other. */
const turns =
  (one: Rgb, other: Rgb, frames: number) =>
  (i: number): Rgb =>
    i % (2 * frames) < frames ? one : other;

/** Dim enough, or alike enough in luminance, to be no general flash: red alone makes them too many. */
const redFlashes: readonly (readonly [string, Rgb, Rgb])[] = [
  ['dim red and black', [149, 0, 0], [0, 0, 0]],
  ['red and a grey as bright', [255, 0, 0], [127, 127, 127]],
  ['red and magenta', [255, 0, 0], [255, 0, 255]],
  ['red and a blue', [200, 0, 0], [0, 0, 255]],
];
for (const [what, one, other] of redFlashes) {
  for (const format of ['rgba', 'i420'] as const) {
    test(`${what}, five times a second as ${format}, come through with at most three red flashes`, () => {
      const shown = guardedColour(turns(one, other, 6), 480, format);
      assert.ok(mostRedFlashes(shown) <= 3, `${mostRedFlashes(shown)} red flashes`);
      assert.ok(mostRedFlashes(Array.from({ length: 480 }, (_, i) => turns(one, other, 6)(i))) >= 5);
    });
  }
}

const noRedFlashes: readonly (readonly [string, Rgb, Rgb, number])[] = [
  ['red and black, less than three times a second', [149, 0, 0], [0, 0, 0], 11],
  ['two reds that differ by less than 20/320', [255, 0, 0], [249, 0, 0], 4],
  ['a red that is not saturated, and grey', [150, 80, 80], [105, 105, 105], 4],
  ['a dim green and black', [0, 89, 0], [0, 0, 0], 4],
  ['blue and black', [0, 0, 255], [0, 0, 0], 4],
];
for (const [what, one, other, frames] of noRedFlashes) {
  test(`${what}, come through untouched`, () => {
    const colour = turns(one, other, frames);
    assert.deepEqual(
      guardedColour(colour, 360),
      Array.from({ length: 360 }, (_, i) => colour(i)),
    );
  });
}

test('a strobe of full red and black is a general flash: its luminance counts, not its luma', () => {
  const shown = guardedColour(turns([255, 0, 0], [0, 0, 0], 4), 480);
  assert.ok(mostRedFlashes(shown) <= 3);
});
