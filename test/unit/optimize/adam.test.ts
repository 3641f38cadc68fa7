/** Oracles: Adam's first steps by hand, its way down a bowl, and what clipping and averaging promise. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { averageTowards, clipNorm, startAdam, stepAdam } from '../../../engine/optimize/adam.ts';

test('the first step is the rate against the sign of each gradient, whatever its size', () => {
  const gradient = Float32Array.of(3, -0.001, 1e4);
  const { parameters } = stepAdam(startAdam(3), Float32Array.of(1, 1, 1), gradient, 0.1);
  for (const [i, expected] of [0.9, 1.1, 0.9].entries()) assert.ok(Math.abs((parameters[i] ?? 0) - expected) < 1e-4);
});

test('two steps follow the published recursion in double precision', () => {
  let m = 0;
  let v = 0;
  let p = 0.5;
  let run: ReturnType<typeof stepAdam> = { state: startAdam(1), parameters: Float32Array.of(0.5) };
  for (const [k, g] of [0.2, -0.7, 0.4].entries()) {
    m = 0.9 * m + 0.1 * g;
    v = 0.99 * v + 0.01 * g * g;
    p -= (0.03 * (m / (1 - 0.9 ** (k + 1)))) / (Math.sqrt(v / (1 - 0.99 ** (k + 1))) + 1e-8);
    run = stepAdam(run.state, run.parameters, Float32Array.of(g), 0.03);
  }
  assert.ok(Math.abs((run.parameters[0] ?? 0) - p) < 1e-6);
});

test('a bowl is descended to its bottom', () => {
  let run: ReturnType<typeof stepAdam> = { state: startAdam(2), parameters: Float32Array.of(2, -3) };
  for (let k = 0; k < 400; k++) {
    const gradient = run.parameters.map((p, i) => 2 * (p - (i === 0 ? 1 : -1)));
    run = stepAdam(run.state, run.parameters, gradient, 0.05 * (1 - k / 400));
  }
  assert.ok(Math.hypot((run.parameters[0] ?? 0) - 1, (run.parameters[1] ?? 0) + 1) < 0.01);
});

test('a parameter whose scale is 0 stays where it is', () => {
  const { parameters } = stepAdam(
    startAdam(2),
    Float32Array.of(1, 1),
    Float32Array.of(1, 1),
    0.1,
    Float32Array.of(0, 1),
  );
  assert.equal(parameters[0], 1);
  assert.notEqual(parameters[1], 1);
});

test('a state is not changed by a step from it', () => {
  const state = startAdam(1);
  stepAdam(state, Float32Array.of(1), Float32Array.of(1), 0.1);
  assert.deepEqual(state, startAdam(1));
});

test('a clipped gradient keeps its direction and has the norm that was allowed', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 }), (values) => {
      const gradient = Float32Array.from(values);
      const before = clipNorm(gradient, 5);
      const after = Math.hypot(...gradient);
      assert.ok(Math.abs(after - Math.min(before, 5)) < 1e-3);
      assert.ok(values.every((value, i) => value * (gradient[i] ?? 0) >= 0));
    }),
  );
});

test('the norm of a gradient with a hole in it is no number', () => {
  assert.ok(Number.isNaN(clipNorm(Float32Array.of(1, Number.NaN), 5)));
});

test('an average moves by its decay', () => {
  assert.deepEqual(averageTowards(Float32Array.of(1, 0), Float32Array.of(0, 1), 0.75), Float32Array.of(0.75, 0.25));
});
