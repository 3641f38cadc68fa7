/**
 * Where events wait between two frames. Of the sets of one parameter only the newest is kept and its deltas are summed, so a flood
 * costs no more than one event a parameter, and a busy parameter holds up no other. What acts is kept in order, a bounded number.
 */

import type { Seconds } from '../units.ts';
import { type ControlEvent, coerce } from './parameter.ts';
import { findParam } from './registry.ts';

/** The events between two frames. */
export interface Inbox {
  /** Put an event in. What the registry lacks or cannot make sense of is dropped. */
  put(event: ControlEvent): void;
  /** Give what is to be applied, in this order: newest sets, deltas after them, then what acts. Empties the inbox. */
  take(): ControlEvent[];
}

/** Acts of one parameter between two frames: a person's fingers make one or two, only a flood makes more. */
const MOST_ACTS = 16;

/** Make an empty inbox; events without a time are stamped with `now`. */
export function createInbox(now: () => Seconds): Inbox {
  const sets = new Map<string, ControlEvent>();
  const deltas = new Map<string, ControlEvent>();
  let acts: ControlEvent[] = [];
  const counts = new Map<string, number>();

  return {
    put(event) {
      const spec = findParam(event.param);
      if (!spec || coerce(spec, event.value) === undefined) return;
      const { param, op, value } = event;
      if (op === 'delta' && !spec.acts) {
        if (typeof value !== 'number' || Number.isNaN(value)) return;
        deltas.set(param, { ...event, value: value + Number(deltas.get(param)?.value ?? 0) });
      } else if (op === 'set' && !spec.acts) {
        sets.set(param, event);
        deltas.delete(param);
      } else {
        const count = counts.get(param) ?? 0;
        if (count >= MOST_ACTS) return;
        counts.set(param, count + 1);
        acts.push(event.time === undefined ? { ...event, time: now() } : event);
      }
    },
    take() {
      const events = [...sets.values(), ...deltas.values(), ...acts];
      sets.clear();
      deltas.clear();
      counts.clear();
      acts = [];
      return events;
    },
  };
}
