/** How the session stands on disk, in a few words. Pure. */

import type { Seconds } from '../engine/units.ts';
import type { MemoryNews } from '../engine/wire/protocol.ts';

/** Say it; `since` is how long ago the engine told. */
export function standingText({ set, state, reason, age }: MemoryNews['session'], since: Seconds): string {
  if (state === 'off') return 'remembers nothing';
  if (state === 'failed') return `NOT SAVED: ${reason}`;
  const saved = age === null ? 'as it was left' : `saved ${ago(age + since)} ago`;
  return state === 'changed' ? `set ${set}: not saved yet` : `set ${set}: ${saved}`;
}

// Implementation

function ago(seconds: Seconds): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}
