/** A step's draws: laid out as promised, repeatable from a seed, disturbed within limits. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionCount } from '../../../engine/cppn/cppn.ts';
import { BLUR_TAPS, drawBatch, drawProbe, measuringBatch, PROBE_SIZE } from '../../../engine/optimize/batch.ts';
import { seededRandom } from '../../../engine/random.ts';
import { SPEC_S } from '../../helpers/nets.ts';

const STAGE = { cutouts: 3, size: 32, floor: 0.3 };

test('a batch has the shapes that the graph takes', () => {
  const batch = drawBatch(SPEC_S, STAGE, seededRandom(1));
  assert.equal(batch.coordinates.length, 3 * 2 * 32 * 32);
  assert.equal(batch.conditions.length, 3 * conditionCount(SPEC_S));
  assert.equal(batch.noise.length, 3 * 3 * 32 * 32);
  for (const each of [batch.gain, batch.offset, batch.bend]) assert.equal(each.length, 3);
  assert.equal(batch.blur.length, BLUR_TAPS);
});

test('the same seed draws the same batch, and the next draw is another one', () => {
  const [one, two] = [seededRandom(4), seededRandom(4)];
  assert.deepEqual(drawBatch(SPEC_S, STAGE, one), drawBatch(SPEC_S, STAGE, two));
  assert.notDeepEqual(drawBatch(SPEC_S, STAGE, one), drawBatch(SPEC_S, STAGE, seededRandom(4)));
});

test('blur keeps brightness and is not in every step', () => {
  const random = seededRandom(2);
  const blurs = Array.from({ length: 60 }, () => drawBatch(SPEC_S, { ...STAGE, cutouts: 1, size: 4 }, random).blur);
  for (const blur of blurs) assert.ok(Math.abs(blur.reduce((sum, tap) => sum + tap, 0) - 1) < 1e-6);
  const sharp = blurs.filter((blur) => blur[2] === 1).length;
  assert.ok(sharp > 30 && sharp < 55);
});

test('noise is centred and small', () => {
  const { noise } = drawBatch(SPEC_S, { ...STAGE, size: 64 }, seededRandom(3));
  const mean = noise.reduce((sum, n) => sum + n, 0) / noise.length;
  const deviation = Math.sqrt(noise.reduce((sum, n) => sum + n * n, 0) / noise.length);
  assert.ok(Math.abs(mean) < 0.002 && deviation > 0 && deviation < 0.032);
});

test('what measures is undisturbed', () => {
  const { gain, offset, bend, blur, noise } = measuringBatch(SPEC_S, 4, 32, seededRandom(1));
  assert.ok(gain.every((g) => g === 1) && [...offset, ...bend, ...noise].every((value) => value === 0));
  assert.equal(blur[2], 1);
});

test('a probe looks at the wide frame in silence, with each input alone, and later', () => {
  const { coordinates, conditions } = drawProbe(SPEC_S, seededRandom(1));
  assert.equal(coordinates.length, 2 * PROBE_SIZE ** 2);
  assert.equal(conditions.length, (2 + SPEC_S.audioInputs) * conditionCount(SPEC_S));
});
