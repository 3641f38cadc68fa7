/** Cutouts stay where the show looks, and sample what they say. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  cutoutCoordinates,
  drawCutouts,
  FRAME_ASPECT,
  type Homography,
  wholeFrame,
} from '../../../engine/optimize/cutouts.ts';
import { seededRandom } from '../../../engine/random.ts';

/** Apply a homography to a point of the cutout, as the textbook writes it. */
function project([a, b, c, d, e, f, g, h]: Homography, u: number, v: number): readonly [number, number] {
  const w = g * u + h * v + 1;
  return [(a * u + b * v + c) / w, (d * u + e * v + f) / w];
}

test('the whole frame, square, has the pixel centres of a renderer: π(2i + 1 − n)/n', () => {
  const [x, y] = [0, 1].map((axis) => cutoutCoordinates([wholeFrame(false)], 4).subarray(16 * axis, 16 * axis + 16));
  for (let i = 0; i < 16; i++) {
    assert.ok(Math.abs((x?.[i] ?? 9) - (Math.PI * (2 * (i % 4) - 3)) / 4) < 1e-6);
    assert.ok(Math.abs((y?.[i] ?? 9) - (Math.PI * (2 * (i >> 2) - 3)) / 4) < 1e-6);
  }
});

test('the wide frame reaches π times the aspect sideways', () => {
  const [x] = project(wholeFrame(true), 1, 0);
  assert.equal(x, Math.PI * FRAME_ASPECT);
});

test('the first cutout is a whole frame and the others lie within the frame, but for the corners that rotation and tilt push out', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const [first, ...others] = drawCutouts(6, 0.2, seededRandom(seed));
      assert.ok([false, true].some((isWide) => JSON.stringify(first) === JSON.stringify(wholeFrame(isWide))));
      for (const cutout of others) {
        const [x, y] = project(cutout, 0, 0);
        assert.ok(Math.abs(x) <= Math.PI * (FRAME_ASPECT - 0.2) && Math.abs(y) <= 0.8 * Math.PI);
        for (const corner of [
          [-1, -1],
          [1, -1],
          [-1, 1],
          [1, 1],
        ] as const) {
          const [cx, cy] = project(cutout, corner[0], corner[1]);
          assert.ok(Math.abs(cx) < 2.1 * Math.PI * FRAME_ASPECT && Math.abs(cy) < 2.1 * Math.PI);
        }
      }
    }),
  );
});

test('a cutout is at least as large as the floor', () => {
  for (const cutout of drawCutouts(40, 0.5, seededRandom(3)).slice(1)) {
    const [[left], [right]] = [project(cutout, -1, 0), project(cutout, 1, 0)];
    assert.ok((right - left) / (2 * Math.PI) > 0.45);
  }
});

test('jitter moves a sample by less than half a pixel', () => {
  const still = cutoutCoordinates([wholeFrame(false)], 8);
  const moved = cutoutCoordinates([wholeFrame(false)], 8, seededRandom(5));
  const pixel = (2 * Math.PI) / 8;
  assert.ok(moved.every((value, i) => Math.abs(value - (still[i] ?? 0)) <= pixel / 2 + 1e-6));
  assert.notDeepEqual(moved, still);
});
