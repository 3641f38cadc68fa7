/**
 * The operator page's copy of the engine's parameters. The engine's word is the truth; a wish of this page is shown at once, and
 * stands until the engine answers, or until it had the time to and did not. While a finger holds a control, echoes do not pull it.
 * Pure: clock and line are handed in.
 */

import type { ParamValue } from '../engine/control/parameter.ts';
import type { Seconds } from '../engine/units.ts';
import type { ClientMessage } from '../engine/wire/protocol.ts';

/** A wish that the engine has not confirmed this long after it was let go was refused or overruled: its own value is shown. */
export const ECHO_WAIT: Seconds = 0.15;

/** The copy. */
export interface Mirror {
  /** What the page shows for a parameter, or undefined before the engine has told. */
  shown(id: string): ParamValue | undefined;
  /** Ask the engine for a value, and show it meanwhile. The first is sent at once, of more until the next flush only the last. */
  wish(id: string, value: ParamValue): void;
  /** Fire a trigger. */
  fire(id: string): void;
  /** A finger takes hold of a control, or lets it go. */
  grab(id: string): void;
  release(id: string): void;
  /** Take in what the engine says. */
  hear(values: Readonly<Record<string, ParamValue>>): void;
  /** Drop all wishes: the line broke, nothing that was not confirmed may be shown. */
  forgetWishes(): void;
  /** Send what is to be sent, and give the ids whose shown value changed since the last flush. Once an animation frame. */
  flush(): ReadonlySet<string>;
}

interface Wish {
  readonly value: ParamValue;
  readonly since: Seconds;
}

/** Make an empty copy. */
export function makeMirror(now: () => Seconds, send: (message: ClientMessage) => void): Mirror {
  const told = new Map<string, ParamValue>();
  const wishes = new Map<string, Wish>();
  const held = new Set<string>();
  /** Parameters that were sent since the last flush, each with what came after. */
  const sent = new Map<string, ClientMessage | undefined>();
  let changed = new Set<string>();

  function drop(id: string): void {
    wishes.delete(id);
    changed.add(id);
  }

  return {
    shown: (id) => wishes.get(id)?.value ?? told.get(id),
    wish(id, value) {
      wishes.set(id, { value, since: now() });
      changed.add(id);
      const message: ClientMessage = { type: 'control', param: id, op: 'set', value };
      if (sent.has(id)) sent.set(id, message);
      else {
        sent.set(id, undefined);
        send(message);
      }
    },
    fire(id) {
      send({ type: 'control', param: id, op: 'trigger', value: true });
    },
    grab: (id) => held.add(id),
    release(id) {
      held.delete(id);
      const wish = wishes.get(id);
      if (wish) wishes.set(id, { ...wish, since: now() });
    },
    hear(values) {
      for (const [id, value] of Object.entries(values)) {
        told.set(id, value);
        changed.add(id);
        // Another value than wished may be the echo of an earlier wish on the way: the newest one gets ECHO_WAIT to be answered.
        if (!held.has(id) && wishes.get(id)?.value === value) wishes.delete(id);
      }
    },
    forgetWishes() {
      sent.clear();
      held.clear();
      for (const id of [...wishes.keys()]) drop(id);
    },
    flush() {
      for (const [id, message] of sent) {
        if (!message) sent.delete(id);
        else {
          sent.set(id, undefined);
          send(message);
        }
      }
      for (const [id, { since }] of wishes) {
        if (!held.has(id) && now() - since > ECHO_WAIT) drop(id);
      }
      const due = changed;
      changed = new Set();
      return due;
    },
  };
}

/** Give each slot's share of the picture, 0…1, from the slots' weights: shares are relative. All 0 gives all 0. */
export function sharesOf(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 0));
}
