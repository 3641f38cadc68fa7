/** Start nets follow from their seed, and even seeds draw upright ones. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensor } from '../../../engine/cppn/cppn.ts';
import { freshNet } from '../../../engine/optimize/start-net.ts';

/** The angle of each Fourier wave to the nearer axis, radians. */
function slants(seed: number): number[] {
  const waves = tensor(freshNet(seed), 'fourier');
  return Array.from({ length: waves.length / 2 }, (_, k) => {
    const [x, y] = [Math.abs(waves[2 * k] ?? 0), Math.abs(waves[2 * k + 1] ?? 0)];
    return Math.atan2(Math.min(x, y), Math.max(x, y));
  });
}

test('the same seed draws the same net', () => {
  assert.deepEqual(freshNet(7).weights, freshNet(7).weights);
  assert.notDeepEqual(freshNet(7).weights, freshNet(9).weights);
});

test('waves of even seeds run along the axes, those of odd seeds anywhere', () => {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok([2, 4, 6].every((seed) => mean(slants(seed)) < 0.2));
  assert.ok([1, 3, 5].every((seed) => mean(slants(seed)) > 0.25));
});
