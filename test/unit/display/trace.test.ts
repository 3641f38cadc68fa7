import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToTrace, TRACE_SECONDS } from '../../../display/trace.ts';
import type { Meters } from '../../../engine/wire/protocol.ts';

const at = (time: number): Meters => ({ time }) as Meters;

test('keeps the last ten seconds, oldest first', () => {
  const trace: Meters[] = [];
  for (let i = 0; i <= 900; i++) addToTrace(trace, at(i / 30));
  assert.equal(trace.length, 30 * TRACE_SECONDS + 1);
  assert.equal(trace[0]?.time, 20);
  assert.equal(trace.at(-1)?.time, 30);
});

test('begins anew when time runs backwards, as another engine does', () => {
  const trace: Meters[] = [];
  for (const time of [100, 100.03, 2]) addToTrace(trace, at(time));
  assert.deepEqual(
    trace.map(({ time }) => time),
    [2],
  );
});

test('keeps nothing from before a pause that was longer than the picture', () => {
  const trace: Meters[] = [];
  for (const time of [1, 2, 60]) addToTrace(trace, at(time));
  assert.deepEqual(
    trace.map(({ time }) => time),
    [60],
  );
});
