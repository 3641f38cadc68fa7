/**
 * What the show has kept, for the operator page: which places hold snapshots, what can be taken back, and how the session stands on
 * disk. Told when one of them changed. Pure but for what it is handed.
 */

import { faceOf, type Snapshots } from './control/snapshots.ts';
import type { FeedbackPort } from './ports.ts';
import type { UndoStep } from './undo.ts';
import type { Seconds } from './units.ts';
import type { MemoryNews } from './wire/protocol.ts';

/** How a session stands on disk. A new value for each change. */
export interface SessionStanding {
  /** 'changed' waits to be saved, 'off' is a show that remembers nothing. */
  readonly state: 'saved' | 'changed' | 'failed' | 'off';
  /** When it was last written, Unix time; null for never in this run. */
  readonly saved: Seconds | null;
  /** Why it could not be saved; empty when it could. */
  readonly reason: string;
}

/** How a show stands that remembers nothing. */
export const NO_SESSION: SessionStanding = { state: 'off', saved: null, reason: '' };

export interface MemoryParts {
  /** The set's name. */
  readonly set: string;
  readonly show: { readonly snapshots: Snapshots; readonly undo: readonly UndoStep[] };
  readonly standing: () => SessionStanding;
  readonly send: (news: MemoryNews) => void;
  /** The engine's clock, and Unix time. */
  readonly clock: () => Seconds;
  readonly unixTime: () => Seconds;
}

/** Tells the pages; `now` is for one that just came. */
export interface Memory extends FeedbackPort {
  now(): MemoryNews;
}

/** Begin to tell. */
export function createMemory({ set, show, standing, send, clock, unixTime }: MemoryParts): Memory {
  let told: readonly unknown[] = [];

  function now(): MemoryNews {
    const last = show.undo.at(-1);
    const { state, saved, reason } = standing();
    return {
      snapshots: Object.entries(show.snapshots).map(([at, one]) => ({ place: Number(at), preset: faceOf(one) })),
      undo: last ? { id: last.time, what: last.what, age: Math.max(0, clock() - last.time) } : null,
      session: { set, state, reason, age: saved === null ? null : Math.max(0, unixTime() - saved) },
    };
  }

  return {
    now,
    sendParams: () => {},
    sendBeat() {
      const { snapshots, undo } = show;
      const is = [snapshots, undo, standing()];
      if (is.every((one, i) => one === told[i])) return;
      told = is;
      send(now());
    },
  };
}
