/** In one word how the sound stands, from what the engine says of its source and how long nothing was heard. Pure. */

import type { Seconds } from '../engine/units.ts';
import type { Status } from '../engine/wire/protocol.ts';

/** A quiet passage of a track is shorter than this; a cable that is not plugged in is not. */
export const SILENT_AFTER: Seconds = 4;

/** The words of the lamp: only 'running' and 'demo' are as they should be. */
export type SoundState = 'starting' | 'running' | 'demo' | 'silent' | 'searching' | 'ended';

/** Give the state. `quiet` is how long the gate has been closed. */
export function soundStateOf({ state, isDemo }: Status['audio'], quiet: Seconds): SoundState {
  if (state === 'lost') return 'searching';
  if (state !== 'running') return state;
  if (isDemo) return 'demo';
  return quiet >= SILENT_AFTER ? 'silent' : 'running';
}
