/** Oracle: the BT.709 formula at the head of the file, worked out by hand for flat colours. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { i420ToRgba, pixelBytes, rgbaToI420, rgbOfI420 } from '../../../engine/render/pixel-format.ts';

type Rgb = readonly [number, number, number];

function flat([r, g, b]: Rgb, width = 2, height = 2): Uint8Array {
  return Uint8Array.from({ length: width * height * 4 }, (_, i) => [r, g, b, 255][i % 4] ?? 0);
}

function toI420(rgba: Uint8Array, width: number, height: number): Uint8Array {
  const i420 = new Uint8Array(pixelBytes('i420', width, height));
  rgbaToI420(rgba, i420, width, height);
  return i420;
}

function toRgba(i420: Uint8Array, width: number, height: number): Uint8Array {
  const words = new Uint32Array(width * height);
  i420ToRgba(i420, words, width, height);
  return new Uint8Array(words.buffer);
}

function farthest(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);
}

test('a frame takes four bytes a pixel as rgba and one and a half as i420', () => {
  assert.equal(pixelBytes('rgba', 640, 360), 921_600);
  assert.equal(pixelBytes('i420', 640, 360), 345_600);
});

const flatColours: readonly (readonly [string, Rgb, Rgb])[] = [
  ['black', [0, 0, 0], [0, 128, 128]],
  ['white', [255, 255, 255], [255, 128, 128]],
  ['mid grey', [128, 128, 128], [128, 128, 128]],
  ['red, whose Cr is held to 255', [255, 0, 0], [54, 99, 255]],
  ['green', [0, 255, 0], [182, 30, 12]],
  ['blue, whose Cb is held to 255', [0, 0, 255], [18, 255, 116]],
  ['cyan', [0, 255, 255], [201, 157, 1]],
  ['magenta', [255, 0, 255], [73, 226, 244]],
  ['yellow', [255, 255, 0], [237, 1, 140]],
  ['a muted orange', [200, 120, 60], [133, 89, 171]],
];
for (const [name, rgb, [y, cb, cr]] of flatColours) {
  test(`${name} becomes Y ${y}, Cb ${cb}, Cr ${cr}`, () => {
    assert.deepEqual([...toI420(flat(rgb), 2, 2)], [y, y, y, y, cb, cr]);
  });
}

test('the planes stand one behind the other: Y by rows, then Cb, then Cr', () => {
  // 4×2 pixels: the left block red, the right block grey.
  const red = [255, 0, 0, 255];
  const grey = [128, 128, 128, 255];
  const rgba = Uint8Array.from([...red, ...red, ...grey, ...grey, ...red, ...red, ...grey, ...grey]);
  const expected = [54, 54, 128, 128, 54, 54, 128, 128, 99, 128, 255, 128];
  assert.deepEqual([...toI420(rgba, 4, 2)], expected);
});

test('chroma is the average of its four pixels', () => {
  // One red pixel of four black ones: Cr = 128 + (255 − 54.213)/1.5748/4 = 159.9, Cb = 128 − 54.213/1.8556/4 = 120.7.
  const rgba = flat([0, 0, 0]);
  rgba[4] = 255;
  assert.deepEqual([...toI420(rgba, 2, 2)], [0, 54, 0, 0, 121, 160]);
});

test('the input is not changed', () => {
  const rgba = flat([1, 2, 3]);
  toI420(rgba, 2, 2);
  assert.deepEqual(rgba, flat([1, 2, 3]));
});

test('the conversion back writes into its target and nowhere else', () => {
  const memory = new Uint32Array(6).fill(7);
  i420ToRgba(toI420(flat([0, 0, 0]), 2, 2), memory.subarray(1, 5), 2, 2);
  assert.deepEqual([...memory], [7, ...new Uint32Array(flat([0, 0, 0]).buffer), 7]);
});

const channel = fc.integer({ min: 0, max: 255 });

test('every flat colour survives the way to i420 and back within 2/255', () => {
  fc.assert(
    fc.property(fc.tuple(channel, channel, channel), (rgb) => {
      const back = toRgba(toI420(flat(rgb), 2, 2), 2, 2);
      assert.ok(farthest(back, flat(rgb)) <= 2, `${rgb} → ${back.subarray(0, 3)}`);
    }),
    { numRuns: 2000 },
  );
});

test('the corners of the colour cube survive within 2/255', () => {
  for (let corner = 0; corner < 8; corner++) {
    const rgb: Rgb = [255 * (corner & 1), 255 * ((corner >> 1) & 1), 255 * (corner >> 2)];
    assert.ok(farthest(toRgba(toI420(flat(rgb), 2, 2), 2, 2), flat(rgb)) <= 2, String(rgb));
  }
});

test('a grey picture of any shape and content survives within 1/255', () => {
  const size = fc.integer({ min: 1, max: 4 }).map((n) => 2 * n);
  const picture = fc.tuple(size, size).chain(([width, height]) => {
    const greys = fc.uint8Array({ minLength: width * height, maxLength: width * height });
    return fc.tuple(fc.constant(width), fc.constant(height), greys);
  });
  fc.assert(
    fc.property(picture, ([width, height, greys]) => {
      const rgba = Uint8Array.from({ length: 4 * greys.length }, (_, i) => (i % 4 === 3 ? 255 : (greys[i >> 2] ?? 0)));
      assert.ok(farthest(toRgba(toI420(rgba, width, height), width, height), rgba) <= 1);
    }),
  );
});

test('one pixel of i420 is read as all of them are', () => {
  const i420 = Uint8Array.from({ length: pixelBytes('i420', 8, 4) }, (_, i) => (i * 89) % 256);
  const words = new Uint32Array(32);
  i420ToRgba(i420, words, 8, 4);
  const single = Array.from(words, (_, i) => rgbOfI420(i420, 8, 4, i % 8, i >> 3));
  assert.deepEqual(
    single,
    Array.from(words, (word) => word & 0xffffff),
  );
});
