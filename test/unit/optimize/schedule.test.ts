/** What the schedule promises at its ends and between. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEARNING_RATE, pairGain, stageOf } from '../../../engine/optimize/schedule.ts';

const STEPS = 200;
const stages = Array.from({ length: STEPS }, (_, step) => stageOf(step, STEPS));

test('the rate warms up, peaks at the learning rate and falls to the end', () => {
  const rates = stages.map(({ rate }) => rate);
  const top = rates.indexOf(Math.max(...rates));
  assert.ok(top >= 5 && top <= 15);
  assert.ok((rates[top] ?? 0) > 0.95 * LEARNING_RATE && (rates[top] ?? 0) <= LEARNING_RATE);
  assert.ok(rates.slice(top).every((rate, i, falling) => i === 0 || rate <= (falling[i - 1] ?? 0)));
  assert.ok((rates.at(-1) ?? 1) < 0.15 * LEARNING_RATE);
});

test('pictures and detail only grow', () => {
  for (const key of ['size', 'detail', 'floor'] as const) {
    assert.ok(stages.every((stage, i) => i === 0 || stage[key] >= (stages[i - 1]?.[key] ?? 0)));
  }
  assert.equal(stages.at(-1)?.detail, 1);
});

test('every size is one that the judges halve five times', () => {
  assert.ok(stages.every(({ size }) => size % 32 === 0));
});

test('frequencies come in from low to high', () => {
  assert.equal(pairGain(1, 9, 10), 1);
  assert.equal(pairGain(0.5, 4, 10), 1);
  assert.equal(pairGain(0.5, 5, 10), 0);
  assert.ok(Math.abs(pairGain(0.55, 5, 10) - 0.5) < 1e-9);
});
