/**
 * When a message really came in. The system's own stamps say how long after the one before, exactly, but run on another clock;
 * the engine's clock says when the program was told, which is late whenever it was busy. The two together give both.
 */

import type { Clock } from '../ports.ts';
import type { Seconds } from '../units.ts';

/** The offset between the clocks may rise this much a second: quartzes differ by less than 100 millionths. */
const DRIFT = 2e-4;

/**
 * Make a stamp for one port's messages.
 * @returns gives the time of the message that just came on the engine's clock, from its distance to the one before. Never in the
 * future; the least late message of late sets what is on time.
 */
export function createStamp(clock: Clock): (delta: Seconds) => Seconds {
  let system = 0;
  let offset: Seconds | undefined;
  let before = 0;
  return (delta) => {
    const now = clock();
    system += Number.isFinite(delta) && delta > 0 ? delta : 0;
    offset = Math.min(now - system, offset === undefined ? now - system : offset + DRIFT * (now - before));
    before = now;
    return system + offset;
  };
}
