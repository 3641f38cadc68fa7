/** Capture times from arrivals that come in bursts, late and after gaps. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createBlockClock } from '../../../engine/audio/block-clock.ts';

const BLOCK = 256 / 48000;

function times(arrivals: readonly number[], duration = BLOCK): number[] {
  const clock = createBlockClock();
  return arrivals.map((arrival) => clock(arrival, duration));
}

/** Blocks that come four at once, the last of each four without delay. */
const bursts = Array.from({ length: 400 }, (_, i) => (Math.floor(i / 4) * 4 + 3) * BLOCK + (i % 4) * 1e-5);

describe('block times', () => {
  test('even arrivals are their own times', () => {
    const arrivals = Array.from({ length: 100 }, (_, i) => 7 + i * BLOCK);
    for (const [i, time] of times(arrivals).entries()) assert.ok(Math.abs(time - (arrivals[i] ?? 0)) < 1e-9);
  });

  test('bursts of four come out within a tenth of a block of an even pace', () => {
    const settled = times(bursts).slice(40);
    for (let i = 1; i < settled.length; i++) {
      const step = (settled[i] ?? 0) - (settled[i - 1] ?? 0);
      assert.ok(Math.abs(step - BLOCK) < BLOCK * 0.1, `step ${i} is ${step / BLOCK} blocks`);
    }
  });

  test('a card that runs 100 ppm slow is followed within a tenth of a millisecond', () => {
    const arrivals = Array.from({ length: 20000 }, (_, i) => i * BLOCK * 1.0001);
    const last = times(arrivals).at(-1) ?? 0;
    assert.ok(Math.abs(last - (arrivals.at(-1) ?? 0)) < 1e-4);
  });

  test('after a gap time starts anew', () => {
    const [, , third] = times([0, BLOCK, 5]);
    assert.equal(third, 5);
  });

  test('times never fall and never lie after the arrival', () => {
    const gaps = fc.array(fc.double({ min: 0, max: 0.6, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(gaps, (steps) => {
        let arrival = 0;
        const arrivals = steps.map((step) => {
          arrival += step;
          return arrival;
        });
        const given = times(arrivals);
        for (const [i, time] of given.entries()) {
          assert.ok(time <= (arrivals[i] ?? 0) + 1e-12);
          assert.ok(time >= (given[i - 1] ?? Number.NEGATIVE_INFINITY));
        }
      }),
    );
  });
});
