/** A clock that moves only when told to, with the scheduler that belongs to it. */

import type { Clock, Scheduler } from '../../engine/ports.ts';
import type { Seconds } from '../../engine/units.ts';

export interface ManualClock {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Move on, running what falls due in order; promises settle in between. */
  advance(seconds: Seconds): Promise<void>;
}

/** Make a clock that stands at 0. */
export function manualClock(): ManualClock {
  let now = 0;
  let due: { time: Seconds; run: () => void }[] = [];
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  return {
    clock: () => now,
    scheduler: { at: (time, run) => due.push({ time, run }) },
    async advance(seconds) {
      const end = now + seconds;
      await settle();
      for (;;) {
        const next = due.filter(({ time }) => time <= end + 1e-9).sort((a, b) => a.time - b.time)[0];
        if (!next) break;
        due = due.filter((item) => item !== next);
        now = Math.max(now, next.time);
        next.run();
        await settle();
      }
      now = end;
    },
  };
}
