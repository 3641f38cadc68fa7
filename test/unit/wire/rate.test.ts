import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createByteRate } from '../../../engine/wire/rate.ts';

test('the rate is what went out in the last second', () => {
  const rate = createByteRate();
  for (let i = 0; i < 60; i++) rate.add(100, 5 + i / 60);
  assert.equal(rate.lastSecond(5.99), 6000);
  assert.ok(rate.lastSecond(6.5) <= 3600);
  assert.equal(rate.lastSecond(8), 0);
});
