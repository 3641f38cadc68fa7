import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clamp, fromDecibels, toDecibels } from '../../engine/units.ts';

const clamped: readonly (readonly [string, number, number])[] = [
  ['a number inside', 0.25, 0.25],
  ['the lower end', -1, -1],
  ['the upper end', 2, 2],
  ['a number below', -7, -1],
  ['a number above', 7, 2],
  ['−∞', Number.NEGATIVE_INFINITY, -1],
  ['∞', Number.POSITIVE_INFINITY, 2],
  ['NaN, which becomes the lower end', Number.NaN, -1],
];
for (const [what, x, expected] of clamped) {
  test(`clamp holds ${what}`, () => assert.equal(clamp(x, -1, 2), expected));
}

const levels: readonly (readonly [number, number])[] = [
  [1, 0],
  [10, 20],
  [0.5, -6.020599913279624],
  [0.1, -20],
  [0, -120],
  [1e-9, -120],
  [Number.NaN, -120],
];
for (const [amplitude, expected] of levels) {
  test(`an amplitude of ${amplitude} is ${expected.toFixed(2)} dBFS`, () => {
    assert.ok(Math.abs(toDecibels(amplitude) - expected) < 1e-9);
  });
}

test('decibels and amplitude are inverse to each other above the floor', () => {
  fc.assert(
    fc.property(fc.double({ min: -119, max: 40, noNaN: true }), (level) => {
      assert.ok(Math.abs(toDecibels(fromDecibels(level)) - level) < 1e-9);
    }),
  );
});
