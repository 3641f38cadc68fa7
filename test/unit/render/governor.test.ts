import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { govern, governedSize, startGovernor } from '../../../engine/render/governor.ts';

const PERIOD = 1 / 60;

/** Run the governor for `seconds` on a machine where full size takes `cost(t)`; give the sizes' changes. */
function drive(cost: (time: number) => number, seconds: number) {
  let state = startGovernor();
  const changes: { time: number; rung: number }[] = [];
  for (let time = 0; time < seconds; ) {
    const { width } = governedSize(state, 1000, 1000);
    const spent = cost(time) * (width / 1000) ** 2;
    const dt = Math.max(PERIOD, spent);
    const next = govern(state, spent, PERIOD, dt);
    if (next.rung !== state.rung) changes.push({ time, rung: next.rung });
    state = next;
    time += dt;
  }
  return { state, changes };
}

test('a machine that is fast enough keeps full size', () => {
  assert.deepEqual(drive(() => 0.5 * PERIOD, 60).changes, []);
});

test('a machine that is too slow steps down until frames are in time', () => {
  const { state, changes } = drive(() => 3 * PERIOD, 60);
  assert.equal(state.rung, 2);
  assert.ok((changes.at(-1)?.time ?? 99) < 4);
});

test('size comes back when the load is gone', () => {
  const { state } = drive((time) => (time < 10 ? 3 : 0.4) * PERIOD, 60);
  assert.equal(state.rung, 0);
});

test('one stalled frame changes nothing', () => {
  assert.deepEqual(drive((time) => (Math.abs(time - 5) < PERIOD / 2 ? 1 : 0.5 * PERIOD), 20).changes, []);
});

test('another program that takes the processor every other moment costs no resolution', () => {
  let i = 0;
  assert.deepEqual(drive(() => (i++ % 3 === 0 ? 0.6 : 2) * PERIOD, 30).changes, []);
});

test('under any steady load with 20 % of noise the size settles and does not swing', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      fc.array(fc.double({ min: 0.8, max: 1.2, noNaN: true }), { minLength: 50, maxLength: 50 }),
      (load, noise) => {
        let i = 0;
        const { changes } = drive(() => load * PERIOD * (noise[i++ % noise.length] ?? 1), 120);
        const late = changes.filter(({ time }) => time > 20);
        return late.length <= 1;
      },
    ),
    { numRuns: 60 },
  );
});

test('sizes are even and never below two pixels', () => {
  for (let rung = 0; rung < 4; rung++) {
    const { width, height } = governedSize({ ...startGovernor(), rung }, 6, 2);
    assert.ok(width >= 2 && width % 2 === 0 && height >= 2 && height % 2 === 0);
  }
});
