import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseFit, visibleShare } from '../../../display/fit.ts';

const WIDE = { width: 1600, height: 900 };
const SQUARE = { width: 1000, height: 1000 };

describe('fit', () => {
  test('fill cuts a wide picture at the sides of a square screen', () => {
    assert.deepEqual(visibleShare('fill', WIDE, SQUARE), [0.5625, 1]);
  });

  test('fit leaves bars above and below a wide picture on a square screen', () => {
    const [across, down] = visibleShare('fit', WIDE, SQUARE);
    assert.equal(across, 1);
    assert.ok(Math.abs(down - 16 / 9) < 1e-12);
  });

  test('a picture of the screen’s shape is shown whole by both', () => {
    for (const way of ['fill', 'fit'] as const) {
      assert.deepEqual(visibleShare(way, { width: 640, height: 360 }, { width: 1920, height: 1080 }), [1, 1]);
    }
  });

  for (const [text, expected] of [
    ['fit', 'fit'],
    ['contain', 'fit'],
    ['fill', 'fill'],
    ['', 'fill'],
    [null, 'fill'],
  ] as const) {
    test(`?fit=${text} reads as ${expected}`, () => assert.equal(parseFit(text), expected));
  }
});
