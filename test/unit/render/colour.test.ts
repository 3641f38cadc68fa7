/** Oracle: the two branches of IEC 61966-2-1, and values of it worked out elsewhere. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyGrade, fromLinear, toLinear } from '../../../engine/render/colour.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });

const curve: readonly (readonly [encoded: number, linear: number])[] = [
  [0, 0],
  [0.02, 0.02 / 12.92],
  [0.04045, 0.0031308],
  [0.25, 0.0508761],
  [0.5, 0.2140411],
  [0.75, 0.5225216],
  [1, 1],
];
for (const [encoded, linear] of curve) {
  test(`sRGB ${encoded} is ${linear.toFixed(5)} of linear light`, () => {
    assert.ok(Math.abs(toLinear(encoded) - linear) < 1e-6);
    assert.ok(Math.abs(fromLinear(linear) - encoded) < 1e-5);
  });
}

test('encoding and decoding are inverse to each other', () => {
  fc.assert(
    fc.property(unit, (x) => {
      assert.ok(Math.abs(fromLinear(toLinear(x)) - x) < 1e-6);
    }),
  );
});

test('more light is never encoded lower', () => {
  fc.assert(
    fc.property(unit, unit, (a, b) => {
      assert.ok(fromLinear(Math.min(a, b)) <= fromLinear(Math.max(a, b)) + 1e-7);
    }),
  );
});

/** Rows R, G, B of [m, m, m, offset]. */
const grades: readonly (readonly [string, readonly number[], readonly [number, number, number]])[] = [
  ['the identity leaves a colour as it is', [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], [0.1, 0.2, 0.4]],
  ['rows turn channels into one another', [0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0], [0.4, 0.1, 0.2]],
  ['a factor scales', [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0], [0.2, 0.4, 0.8]],
  ['an offset adds', [1, 0, 0, 0.5, 0, 1, 0, 0.25, 0, 0, 1, 0], [0.6, 0.45, 0.4]],
  ['what goes past the ends is held at 0 and 1', [20, 0, 0, 0, 0, 1, 0, -1, 0, 0, 1, 0], [1, 0, 0.4]],
];
for (const [fact, grade, expected] of grades) {
  test(`in a grade, ${fact}`, () => {
    const rgb: [number, number, number] = [0.1, 0.2, 0.4];
    applyGrade(grade, rgb);
    rgb.forEach((value, i) => {
      assert.ok(Math.abs(value - (expected[i] ?? 0)) < 1e-12, `channel ${i}: ${value}`);
    });
  });
}
