/**
 * From a probability a hop to single events: one event when the probability rises over a threshold, then none until it has
 * fallen again and a shortest distance has passed. No look-ahead.
 */

import type { Seconds, Unit } from '../units.ts';

/** Finds events in one probability. */
export interface Picker {
  /** Take one hop's probability; true on the hop in which an event begins. */
  pick(probability: Unit): boolean;
  reset(): void;
}

/**
 * Prepare a picker.
 * @param threshold over this an event begins · @param apart shortest time between events
 */
export function createPicker(threshold: Unit, apart: Seconds, dt: Seconds): Picker {
  // Two events of one kind stand out from each other only when the probability fell between them.
  const rearm = threshold * 0.6;
  const s = { since: apart, armed: true };
  return {
    pick(probability) {
      s.since += dt;
      if (probability < rearm) s.armed = true;
      if (!s.armed || probability < threshold || s.since < apart) return false;
      s.armed = false;
      s.since = 0;
      return true;
    },
    reset() {
      s.since = apart;
      s.armed = true;
    },
  };
}
