/** The engine's clock and scheduler: monotonic, shared by all processes of a machine, so that stamps from a child compare. */

import type { Clock, Scheduler } from './ports.ts';

/** Seconds on the system's monotonic clock. */
export const monotonicClock: Clock = () => Number(process.hrtime.bigint()) / 1e9;

/** Timers of Node: at most about a millisecond late on a quiet machine, never early by more than one. */
export const timerScheduler: Scheduler = {
  at(time, run) {
    const milliseconds = (time - monotonicClock()) * 1000;
    if (milliseconds < 0.5) setImmediate(run);
    else setTimeout(run, Math.floor(milliseconds));
  },
};
