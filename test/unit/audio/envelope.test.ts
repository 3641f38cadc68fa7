import assert from 'node:assert/strict';
import { test } from 'node:test';
import { approach, follow } from '../../../engine/audio/envelope.ts';

const after = (callsPerSecond: number, target: number, from: number): number => {
  const attack = approach(1 / callsPerSecond, 0.1);
  const release = approach(1 / callsPerSecond, 0.4);
  let y = from;
  for (let i = 0; i < callsPerSecond / 2; i++) y = follow(y, target, attack, release);
  return y;
};

test('rises by the attack time alike at 30 and 120 calls a second', () => {
  assert.ok(Math.abs(after(30, 1, 0) - (1 - Math.exp(-5))) < 1e-12);
  assert.ok(Math.abs(after(120, 1, 0) - after(30, 1, 0)) < 1e-12);
});

test('falls by the release time alike at 30 and 120 calls a second', () => {
  assert.ok(Math.abs(after(30, 0, 1) - Math.exp(-1.25)) < 1e-12);
  assert.ok(Math.abs(after(120, 0, 1) - after(30, 0, 1)) < 1e-12);
});

test('keeps the old level when the new one is not a number', () => {
  assert.equal(follow(0.3, Number.NaN, 0.5, 0.5), 0.3);
});

test('follows at once without a time constant', () => {
  assert.equal(approach(0.01, 0), 1);
});
