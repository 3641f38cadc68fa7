/** Oracles: mulberry32 in exact integers, and the moments of the distributions that the functions promise. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normal, seededRandom } from '../../engine/random.ts';

const DRAWS = 100_000;

function draw<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

/** The k-th raw moment of `values`. */
function moment(values: readonly number[], k: number): number {
  return values.reduce((sum, x) => sum + x ** k, 0) / values.length;
}

/** mulberry32 in exact integers: the oracle for the version in wrapped 32-bit arithmetic. */
function exactMulberry(seed: number, count: number): number[] {
  const mask = 0xffffffffn;
  let state = BigInt(seed);
  return draw(count, () => {
    state = (state + 0x6d2b79f5n) & mask;
    let t = ((state ^ (state >> 15n)) * (state | 1n)) & mask;
    t ^= (t + (((t ^ (t >> 7n)) * (t | 61n)) & mask)) & mask;
    return Number(t ^ (t >> 14n)) / 2 ** 32;
  });
}

for (const seed of [0, 1, 2 ** 31, 2 ** 32 - 1]) {
  test(`seed ${seed} gives what exact integer arithmetic gives`, () => {
    assert.deepEqual(draw(100, seededRandom(seed)), exactMulberry(seed, 100));
  });
}

test('the same seed gives the same numbers', () => {
  assert.deepEqual(draw(50, seededRandom(7)), draw(50, seededRandom(7)));
});

test('neighbouring seeds give other numbers', () => {
  assert.notDeepEqual(draw(5, seededRandom(7)), draw(5, seededRandom(8)));
});

test('a seed counts by its lowest 32 bits', () => {
  assert.deepEqual(draw(5, seededRandom(-1)), draw(5, seededRandom(0xffffffff)));
});

test('every number lies in [0, 1)', () => {
  assert.ok(draw(DRAWS, seededRandom(1)).every((x) => x >= 0 && x < 1));
});

test('the numbers are spread evenly: 20 bins hold a twentieth each', () => {
  const bins = new Array<number>(20).fill(0);
  for (const x of draw(DRAWS, seededRandom(2))) bins[Math.floor(20 * x)] = (bins[Math.floor(20 * x)] ?? 0) + 1;
  const expected = DRAWS / 20;
  const chiSquared = bins.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // 99.99 % of even sources stay below 50.8 at 19 degrees of freedom.
  assert.ok(chiSquared < 50.8, `χ² = ${chiSquared}`);
});

test('neighbouring numbers are uncorrelated', () => {
  const values = draw(DRAWS, seededRandom(3));
  const products = values.slice(1).map((x, i) => (x - 0.5) * ((values[i] ?? 0) - 0.5));
  assert.ok(Math.abs(moment(products, 1)) < (4 * (1 / 12)) / Math.sqrt(DRAWS));
});

// Of the standard normal: mean 0, variance 1, no skew, fourth moment 3. Bounds are five standard errors.
const moments: readonly (readonly [number, number, number])[] = [
  [1, 0, 1],
  [2, 1, 2],
  [3, 0, 15],
  [4, 3, 96],
];
for (const [k, expected, variance] of moments) {
  test(`the normal distribution's moment ${k} is ${expected}`, () => {
    const random = seededRandom(4);
    const values = draw(DRAWS, () => normal(random));
    assert.ok(Math.abs(moment(values, k) - expected) < 5 * Math.sqrt(variance / DRAWS));
  });
}

test('the normal distribution stays finite when the source gives its smallest number', () => {
  assert.ok(Number.isFinite(normal(() => 0)));
});
