/** Oracle: a picture whose every pixel says where it lies. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Picture } from '../../../engine/judge/preprocess.ts';
import { imageViews } from '../../../engine/optimize/image-views.ts';

/** Red is the column, green the row. */
function ramp(width: number, height: number): Picture {
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return [pixel % width, Math.floor(pixel / width), 0][at % 3] ?? 0;
  });
  return { width, height, rgb };
}

/** Mean column and row of each view. */
function centres(width: number, height: number, size: number): number[][] {
  const { views, pixels } = imageViews(ramp(width, height), size);
  assert.equal(pixels.length, views * 3 * size * size);
  const mean = (view: number, channel: number) => {
    const plane = pixels.subarray((3 * view + channel) * size * size, (3 * view + channel + 1) * size * size);
    return Math.round((255 * plane.reduce((sum, value) => sum + value, 0)) / plane.length);
  };
  return Array.from({ length: views }, (_, view) => [mean(view, 0), mean(view, 1)]);
}

test('a square is seen whole, then at its corners and in its middle', () => {
  assert.deepEqual(centres(100, 100, 100), [
    [50, 50],
    [30, 30],
    [70, 30],
    [30, 70],
    [70, 70],
    [50, 50],
  ]);
});

test('a wide picture is seen in three squares of its height first', () => {
  assert.deepEqual(centres(200, 100, 50).slice(0, 3), [
    [50, 50],
    [100, 50],
    [150, 50],
  ]);
});

test('a picture of one pixel is no trouble', () => {
  assert.deepEqual(centres(1, 1, 16)[0], [0, 0]);
});
