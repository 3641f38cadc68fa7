import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_TAPS, type Taps, tapTempo } from '../../../engine/control/tap.ts';

function tapped(times: readonly number[]) {
  let taps: Taps = NO_TAPS;
  let tempo: { bpm: number; time: number } | null = null;
  for (const time of times) {
    const next = tapTempo(taps, time);
    taps = next.taps;
    tempo = next.tempo;
  }
  return { taps, tempo };
}
const every = (gap: number, count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i * gap);

test('one tap is no tempo', () => assert.equal(tapped([1]).tempo, null));

test('two taps are a tempo', () => assert.deepEqual(tapped([1, 1.5]).tempo, { bpm: 120, time: 1.5 }));

test('of an uneven hand the straight line counts', () => {
  const times = every(0.5, 8).map((t, i) => t + (i % 2 === 0 ? 0.02 : -0.02));
  const { tempo } = tapped(times);
  assert.ok(Math.abs((tempo?.bpm ?? 0) - 120) < 1.5, `${tempo?.bpm}`);
  assert.ok(Math.abs((tempo?.time ?? 0) - 3.5) < 0.02);
});

test('a pause begins a new series', () => {
  assert.equal(tapped([0, 0.5, 1, 9]).tempo, null);
  assert.equal(tapped([0, 0.5, 1, 9, 9.6]).tempo?.bpm.toFixed(3), '100.000');
});

test('another tempo is taken at once', () => {
  const times = [...every(0.5, 6), ...every(0.8, 2, 2.5 + 0.8)];
  assert.equal(tapped(times).tempo?.bpm.toFixed(3), '75.000');
});

test('a bouncing finger is one tap', () => assert.equal(tapped([0, 0.05, 0.5, 0.56, 1]).taps.length, 3));

test('no more than eight taps are remembered', () => assert.equal(tapped(every(0.5, 40)).taps.length, 8));
