/** Liveliness of nets whose movement is known, and routes that follow from it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cppn, conditionCount, parameterShapes } from '../../../engine/cppn/cppn.ts';
import { mixedSpec } from '../../../engine/cppn/seed.ts';
import { measureLiveliness } from '../../../engine/optimize/measure.ts';
import { AUDIO_INPUTS, PLAIN_ROUTES, routesFor } from '../../../engine/optimize/routes.ts';

const SPEC = mixedSpec({ width: 4, layers: 1, fourierPairs: 0, activations: ['sin'], audioInputs: AUDIO_INPUTS });

/**
 * A net of one layer of sines, unit u with x times `waves[u]`: audio input k turns unit k's phase by `turns[k]`. All units go into all
 * three colours.
 */
function sineNet(waves: readonly number[], turns: readonly number[]): Cppn {
  const weights = new Map(
    [...parameterShapes(SPEC)].map(([name, shape]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  );
  weights.get('hidden.0.weight')?.set(waves);
  turns.forEach((turn, k) => {
    const condition = weights.get('condition');
    if (condition) condition[(conditionCount(SPEC) - AUDIO_INPUTS + k) * 4 + k] = turn;
  });
  weights.get('output.weight')?.fill(1);
  return { spec: SPEC, weights };
}

test('an input that turns nothing moves nothing, and a larger turn moves more', () => {
  const { moves } = measureLiveliness(sineNet([1, 1, 1, 1], [0, 0.2, 0.5, 1]));
  assert.equal(moves[0], 0);
  assert.ok((moves[1] ?? 0) > 0.01 && (moves[2] ?? 0) > (moves[1] ?? 0) && (moves[3] ?? 0) > (moves[2] ?? 0));
});

test('faster waves change more finely', () => {
  const { fineness } = measureLiveliness(sineNet([0.3, 1, 2, 3], [0.5, 0.5, 0.5, 0.5]));
  assert.deepEqual(
    [...fineness].sort((a, b) => a - b),
    fineness,
  );
});

test('a net that does not hear time stands still', () => {
  assert.equal(measureLiveliness(sineNet([1, 2, 3, 4], [1, 1, 1, 1])).step, 0);
});

test('hats get the finest input, the level the broadest, the kick the stronger of the others', () => {
  const routes = routesFor(sineNet([1, 4, 0.2, 1.2], [0.2, 0.5, 0.5, 1]));
  const inputOf = (from: string) => routes.find((route) => route.from === from)?.input;
  assert.deepEqual(['hat', 'level', 'kick', 'beat'].map(inputOf), [1, 2, 3, 0]);
});

test('every input of an optimized net is heard, by plain and by fitted routes', () => {
  for (const routes of [PLAIN_ROUTES, routesFor(sineNet([1, 2, 3, 4], [1, 1, 1, 1]))]) {
    assert.deepEqual([...new Set(routes.map(({ input }) => input))].sort(), [0, 1, 2, 3]);
  }
});
