/**
 * When a block was captured, from when it arrived. Sound cards deliver in bursts and the system schedules late, but
 * sound itself runs evenly: arrivals in, steady times out. A block cannot arrive before it was captured, so the time
 * follows the earliest arrivals at once and late ones only slowly (the idea of F. Adriaensen, "Using a DLL to filter
 * time", Linux Audio Conference 2005, with one-sided correction instead of a loop filter).
 */

import type { Seconds } from '../units.ts';

/** A gap in the arrivals that is no jitter: the stream stood still, and time starts anew. */
const BREAK: Seconds = 0.25;

/** Share of a late arrival's lateness that is taken over: 1 % a block follows a card's drift of 100 ppm 0.05 ms behind. */
const LATE_SHARE = 0.01;

/**
 * Make a block clock: each call takes a block's arrival and duration and gives the capture time of its last sample.
 * Times never fall and never lie after the arrival, as long as arrivals never fall. Allocates nothing per call.
 */
export function createBlockClock(): (arrival: Seconds, duration: Seconds) => Seconds {
  let last = Number.NEGATIVE_INFINITY;
  return (arrival, duration) => {
    const expected = last + duration;
    const lateness = arrival - expected;
    if (lateness > BREAK || lateness < 0) last = Math.max(arrival, last);
    else last = expected + lateness * LATE_SHARE;
    return last;
  };
}
