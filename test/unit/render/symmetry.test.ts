/** Oracle: what a symmetry is. Points that it makes one must fold to the same place, and folding must not stretch anything. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isSeparable, MAX_FOLDS, PLAIN_LOOK, pixelCoordinates } from '../../../engine/render/scene.ts';
import { MAX_SEGMENTS, SYMMETRIES, type Symmetry, symmetryFolds } from '../../../engine/render/symmetry.ts';

const RUNS = { numRuns: 300 };
const coordinate = fc.double({ min: -6, max: 6, noNaN: true });
const segments = fc.integer({ min: 1, max: MAX_SEGMENTS });
const angles = fc.double({ min: -0.5, max: 0.5, noNaN: true });

/** Where a point of the frame is folded to: the coordinates of a pixel that lies there. */
function folded(symmetry: Symmetry, count: number, angle: number, u: number, v: number): [number, number] {
  const folds = symmetryFolds(symmetry, count, angle);
  return pixelCoordinates({ ...PLAIN_LOOK, folds, width: 2, height: 2 }, u / Math.PI + 0.5, v / Math.PI + 0.5);
}

function rotated(u: number, v: number, turns: number): [number, number] {
  const [cos, sin] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
  return [cos * u - sin * v, sin * u + cos * v];
}

function near(a: readonly number[], b: readonly number[]): void {
  assert.ok(
    a.every((value, i) => Math.abs(value - (b[i] ?? Number.NaN)) < 1e-9),
    `[${a}], expected [${b}]`,
  );
}

test('a kaleidoscope of n looks the same after a turn by 1/n', () => {
  fc.assert(
    fc.property(segments, angles, coordinate, coordinate, (n, angle, u, v) => {
      near(folded('kaleidoscope', n, angle, ...rotated(u, v, 1 / n)), folded('kaleidoscope', n, angle, u, v));
    }),
    RUNS,
  );
});

test('a kaleidoscope of n shows one wedge of 1/2n, the one that begins at its angle', () => {
  fc.assert(
    fc.property(segments, angles, coordinate, coordinate, (n, angle, u, v) => {
      fc.pre(Math.hypot(u, v) > 1e-3);
      const [x, y] = rotated(...folded('kaleidoscope', n, angle, u, v), -angle);
      // Half a turn may come as minus half a turn.
      const turns = Math.abs(Math.atan2(y, x)) / (2 * Math.PI);
      assert.ok(y > -1e-9);
      assert.ok(turns < 1 / (2 * n) + 1e-9, `${turns} of a turn`);
    }),
    RUNS,
  );
});

const mirrors: readonly (readonly [Symmetry, readonly (readonly [number, number])[]])[] = [
  ['mirror x', [[-1, 1]]],
  ['mirror y', [[1, -1]]],
  [
    'quad',
    [
      [-1, 1],
      [1, -1],
      [-1, -1],
    ],
  ],
];
for (const [symmetry, signs] of mirrors) {
  test(`${symmetry} shows the same at mirrored points, turned with its angle`, () => {
    fc.assert(
      fc.property(angles, coordinate, coordinate, (angle, u, v) => {
        for (const [sx, sy] of signs) {
          near(
            folded(symmetry, 1, angle, ...rotated(sx * u, sy * v, angle)),
            folded(symmetry, 1, angle, ...rotated(u, v, angle)),
          );
        }
      }),
      RUNS,
    );
  });
}

test('no symmetry stretches: a point keeps its distance from the centre', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SYMMETRIES),
      segments,
      angles,
      coordinate,
      coordinate,
      (symmetry, n, angle, u, v) => {
        const [x, y] = folded(symmetry, n, angle, u, v);
        assert.ok(Math.abs(Math.hypot(x, y) - Math.hypot(u, v)) < 1e-9);
      },
    ),
    RUNS,
  );
});

test('sixteen segments need five folds, and none needs more than there is room for', () => {
  assert.equal(symmetryFolds('kaleidoscope', 16, 0).length, 5);
  for (let n = 1; n <= MAX_SEGMENTS; n++) assert.ok(symmetryFolds('kaleidoscope', n, 0.2).length <= MAX_FOLDS);
});

test('mirrors at angle 0 and kaleidoscopes of 1 and 2 stay separable, others do not', () => {
  for (const symmetry of ['none', 'mirror x', 'mirror y', 'quad'] as const) {
    assert.ok(isSeparable({ folds: symmetryFolds(symmetry, 1, 0) }), symmetry);
  }
  assert.ok(isSeparable({ folds: symmetryFolds('kaleidoscope', 2, 0) }));
  assert.ok(!isSeparable({ folds: symmetryFolds('kaleidoscope', 3, 0) }));
  assert.ok(!isSeparable({ folds: symmetryFolds('mirror x', 1, 0.1) }));
});
