/** Counts the bytes that went to one display during the last second. */

import type { Seconds } from '../units.ts';

/** A count that forgets. */
export interface ByteRate {
  add(bytes: number, now: Seconds): void;
  /** Bytes of the last second, in tenths of which the oldest counts whole. */
  lastSecond(now: Seconds): number;
}

/** Start at nothing. Allocates nothing afterwards. */
export function createByteRate(): ByteRate {
  const tenths = new Float64Array(11);
  let newest = 0;
  function forget(now: Seconds): void {
    const tenth = Math.floor(10 * now);
    for (let i = Math.max(newest + 1, tenth - 10); i <= tenth; i++) tenths[i % 11] = 0;
    newest = Math.max(newest, tenth);
  }
  return {
    add(bytes, now) {
      forget(now);
      const at = newest % 11;
      tenths[at] = (tenths[at] ?? 0) + bytes;
    },
    lastSecond(now) {
      forget(now);
      return tenths.reduce((sum, bytes) => sum + bytes, 0);
    },
  };
}
