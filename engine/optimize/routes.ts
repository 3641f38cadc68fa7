/**
 * What the audio inputs of an optimized net hear. The optimizer makes each input move the picture in a way of its own; this says
 * which sound moves which, so that kick, hats, level and beat can each be seen.
 */

import type { Route } from '../cppn/inputs.ts';

/** Inputs of an optimized net: 0 kick, 1 hats, 2 level, 3 beat. */
export const AUDIO_INPUTS = 4;

/** Kick and bass push fast and fall in a quarter of a second; hats glitter; level opens slowly; beat and snare turn. */
export const AUDIO_ROUTES: readonly Route[] = [
  { from: 'kick', input: 0, amount: 0.8, curve: 1, attack: 0.004, release: 0.22 },
  { from: 'bass.level', input: 0, amount: 0.3, curve: 1.5, attack: 0.02, release: 0.25 },
  { from: 'hat', input: 1, amount: 0.8, curve: 1, attack: 0.002, release: 0.1 },
  { from: 'high.hit', input: 1, amount: 0.3, curve: 1, attack: 0.002, release: 0.12 },
  { from: 'level', input: 2, amount: 1, curve: 1, attack: 0.08, release: 0.6 },
  { from: 'beat', input: 3, amount: 0.6, curve: 1, attack: 0.02, release: 0.18 },
  { from: 'snare', input: 3, amount: 0.5, curve: 1, attack: 0.004, release: 0.25 },
];
