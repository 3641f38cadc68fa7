/** Drawn states are ones that a show can reach, and probes differ in what they probe. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CppnSpec } from '../../../engine/cppn/cppn.ts';
import { drawCondition, probeConditions, stackConditions, TIME_STEP } from '../../../engine/optimize/conditions.ts';
import { seededRandom } from '../../../engine/random.ts';

const SPEC: CppnSpec = { fourierPairs: 0, latents: 2, audioInputs: 3, hidden: [[{ activation: 'sin', units: 4 }]] };

test('a drawn state lies on the loop, in the latent square and in the range of audio', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const c = drawCondition(SPEC, seededRandom(seed));
      assert.equal(c.length, 7);
      assert.ok(Math.abs(Math.hypot(c[0] ?? 0, c[1] ?? 0) - 1) < 1e-6);
      assert.ok(c.subarray(2, 4).every((z) => Math.abs(z) <= 1));
      assert.ok(c.subarray(4).every((a) => a >= 0 && a <= 1));
    }),
  );
});

test('probes are silence, each audio input alone, and silence a step later', () => {
  const drawn = Float32Array.of(0, 1, 0.3, -0.2, 0.9, 0.8, 0.7);
  const [silent, first, second, third, later] = probeConditions(SPEC, drawn).map((c) => [...c]);
  assert.deepEqual(silent?.slice(4), [0, 0, 0]);
  assert.deepEqual(first?.slice(4), [1, 0, 0]);
  assert.deepEqual(second?.slice(4), [0, 1, 0]);
  assert.deepEqual(third?.slice(4), [0, 0, 1]);
  assert.ok(Math.abs(Math.atan2(later?.[0] ?? 0, later?.[1] ?? 0) - TIME_STEP) < 1e-6);
  for (const probe of [silent, first, second, third, later]) {
    assert.deepEqual(Float32Array.from(probe?.slice(2, 4) ?? []), Float32Array.of(0.3, -0.2));
  }
});

test('states are laid one after another', () => {
  assert.deepEqual(stackConditions([Float32Array.of(1, 2), Float32Array.of(3, 4)]), Float32Array.of(1, 2, 3, 4));
});
