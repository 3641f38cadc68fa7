/** The search is held to what is known of CMA-ES: it finds minima without gradients, and scores matter by their order only. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askCma, type CmaState, populationSize, startCma, tellCma } from '../../../engine/optimize/cma-es.ts';
import { seededRandom } from '../../../engine/random.ts';

type Loss = (x: Float32Array) => number;

const sphere: Loss = (x) => x.reduce((sum, v) => sum + (v - 1) ** 2, 0);
/** Axes whose lengths differ a thousandfold: what the diagonal covariance is for. */
const ellipsoid: Loss = (x) => x.reduce((sum, v, i) => sum + 1e3 ** (i / (x.length - 1)) * v * v, 0);
/** Order kept, values bent: a rank-based search does not notice. */
const bent: Loss = (x) => Math.log1p(sphere(x)) ** 3;

function search(loss: Loss, dimensions: number, generations: number): CmaState {
  const random = seededRandom(7);
  const population = populationSize(dimensions);
  let state = startCma(new Float32Array(dimensions).fill(0.5), 0.5);
  for (let k = 0; k < generations; k++) {
    const candidates = askCma(state, population, random);
    state = tellCma(state, candidates, candidates.map(loss));
  }
  return state;
}

for (const [name, loss] of [
  ['a sphere', sphere],
  ['an ellipsoid of condition 1,000', ellipsoid],
] as const) {
  test(`the minimum of ${name} in 12 dimensions is found`, () => {
    assert.ok(loss(search(loss, 12, 300).mean) < 1e-4);
  });
}

test('only the order of the scores counts', () => {
  assert.deepEqual(search(sphere, 6, 40).mean, search(bent, 6, 40).mean);
});

test('a candidate whose loss is not a number is never a parent', () => {
  const state = startCma(new Float32Array(3), 1);
  const candidates = [Float32Array.of(9, 9, 9), Float32Array.of(1, 1, 1)];
  assert.deepEqual(tellCma(state, candidates, [Number.NaN, 5]).mean, Float32Array.of(1, 1, 1));
});

test('candidates come in pairs mirrored about the mean', () => {
  const [a, b] = askCma(startCma(Float32Array.of(2, -1), 0.3), 2, seededRandom(1));
  assert.ok(Math.abs((a?.[0] ?? 0) + (b?.[0] ?? 0) - 4) < 1e-5);
  assert.ok(Math.abs((a?.[1] ?? 0) + (b?.[1] ?? 0) + 2) < 1e-5);
});
