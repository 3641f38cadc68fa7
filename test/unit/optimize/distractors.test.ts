/** Distractors are different prompts, far from the one that is wanted. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseDistractors, cosine, DISTRACTOR_COUNT, DISTRACTORS } from '../../../engine/optimize/distractors.ts';

test('there are enough of them, each once', () => {
  assert.ok(DISTRACTORS.length >= DISTRACTOR_COUNT);
  assert.equal(new Set(DISTRACTORS).size, DISTRACTORS.length);
});

test('one near to any wanted prompt is left out', () => {
  const sentences = [
    Float32Array.of(1, 0, 0),
    Float32Array.of(0, 1, 0),
    Float32Array.of(0.8, 0, 0.6),
    Float32Array.of(0, 0, 1),
  ];
  assert.deepEqual(chooseDistractors([Float32Array.of(1, 0, 0)], sentences), [1, 3]);
  assert.deepEqual(chooseDistractors([Float32Array.of(1, 0, 0), Float32Array.of(0, 0, 1)], sentences), [1]);
});

test('a run takes no more than it needs', () => {
  const sentences = Array.from({ length: 80 }, () => Float32Array.of(0, 1));
  assert.equal(chooseDistractors([Float32Array.of(1, 0)], sentences).length, DISTRACTOR_COUNT);
});

test('the cosine is that of the angle, and 0 with nothing', () => {
  assert.ok(Math.abs(cosine([3, 0], [1, 1]) - Math.SQRT1_2) < 1e-9);
  assert.equal(cosine([0, 0], [1, 1]), 0);
});
