import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PLAIN_LOOK, pixelCoordinates, type View } from '../../../engine/render/scene.ts';

function near(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - (expected[i] ?? 0)) < 1e-12, `[${actual}], expected [${expected}]`);
  });
}

const whole = { ...PLAIN_LOOK, width: 4, height: 2 };

const centres: readonly (readonly [number, number, number, number])[] = [
  // Two rows share 2π, so their centres are at ±π/2; four columns of the same size are at ±π/2 and ±3π/2.
  [0, 0, (-3 * Math.PI) / 2, -Math.PI / 2],
  [1, 0, -Math.PI / 2, -Math.PI / 2],
  [2, 1, Math.PI / 2, Math.PI / 2],
  [3, 1, (3 * Math.PI) / 2, Math.PI / 2],
];
for (const [column, row, x, y] of centres) {
  test(`pixel (${column}, ${row}) of 4×2 lies at (${x.toFixed(2)}, ${y.toFixed(2)})`, () => {
    near(pixelCoordinates(whole, column, row), [x, y]);
  });
}

test("the frame's edges are at ±π from top to bottom", () => {
  near(pixelCoordinates(whole, 1.5, -0.5), [0, -Math.PI]);
  near(pixelCoordinates(whole, 1.5, 1.5), [0, Math.PI]);
});

test('a pixel is as wide as it is high, whatever the aspect ratio', () => {
  const [x0, y0] = pixelCoordinates({ ...PLAIN_LOOK, width: 640, height: 360 }, 10, 10);
  const [x1, y1] = pixelCoordinates({ ...PLAIN_LOOK, width: 640, height: 360 }, 11, 11);
  near([x1 - x0], [y1 - y0]);
});

const views: readonly (readonly [string, View, readonly [number, number]])[] = [
  ['a view of half the size halves', [0.5, 0, 0, 0, 0.5, 0], [Math.PI / 4, Math.PI / 4]],
  ['a shifted view adds', [1, 0, 3, 0, 1, -2], [Math.PI / 2 + 3, Math.PI / 2 - 2]],
  ['a view turned by a quarter swaps the axes', [0, 1, 0, -1, 0, 0], [Math.PI / 2, -Math.PI / 2]],
  ['a sheared view takes x from y', [1, 1, 0, 0, 1, 0], [Math.PI, Math.PI / 2]],
];
for (const [fact, view, expected] of views) {
  test(fact, () => near(pixelCoordinates({ ...whole, view }, 2, 1), expected));
}

test('the same spot of the picture has the same coordinates at every resolution', () => {
  const even = fc.integer({ min: 1, max: 50 }).map((n) => 2 * n);
  fc.assert(
    fc.property(even, even, fc.nat(), fc.nat(), (width, height, c, r) => {
      const [column, row] = [c % width, r % height];
      const small = pixelCoordinates({ ...PLAIN_LOOK, width, height }, column, row);
      // Three times as many pixels each way: the middle one of its 3×3 has the same centre.
      const large = { ...PLAIN_LOOK, width: 3 * width, height: 3 * height };
      near(pixelCoordinates(large, 3 * column + 1, 3 * row + 1), small);
    }),
  );
});
