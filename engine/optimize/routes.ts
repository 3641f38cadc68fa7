/**
 * What the audio inputs of an optimized net hear. The optimizer makes each input move the picture in a way of its own; here they are
 * given to the sounds that they suit: the finest movement to the hats, the broadest to the level, the stronger of the others to the kick.
 */

import type { Cppn } from '../cppn/cppn.ts';
import type { Route } from '../cppn/inputs.ts';
import { measureLiveliness } from './measure.ts';

/** Audio inputs of an optimized net: one for the kick, the hats, the level and the beat each. */
export const AUDIO_INPUTS = 4;

type Role = 'kick' | 'hats' | 'level' | 'beat';

/** Kick and bass push fast and fall in a quarter of a second; hats glitter; level opens slowly; beat and snare turn. */
const ROUTES: readonly (Omit<Route, 'input'> & { readonly role: Role })[] = [
  { role: 'kick', from: 'kick', amount: 0.8, curve: 1, attack: 0.004, release: 0.22 },
  { role: 'kick', from: 'bass.level', amount: 0.3, curve: 1.5, attack: 0.02, release: 0.25 },
  { role: 'hats', from: 'hat', amount: 0.8, curve: 1, attack: 0.002, release: 0.1 },
  { role: 'hats', from: 'high.hit', amount: 0.3, curve: 1, attack: 0.002, release: 0.12 },
  { role: 'level', from: 'level', amount: 1, curve: 1, attack: 0.08, release: 0.6 },
  { role: 'beat', from: 'beat', amount: 0.6, curve: 1, attack: 0.02, release: 0.18 },
  { role: 'beat', from: 'snare', amount: 0.5, curve: 1, attack: 0.004, release: 0.25 },
];

/** Give the routes of a net as it was drawn, before anything is known of its inputs: 0 kick, 1 hats, 2 level, 3 beat. */
export const PLAIN_ROUTES: readonly Route[] = routesOf({ kick: 0, hats: 1, level: 2, beat: 3 });

/** Give the routes that suit a finished net. One with other than {@link AUDIO_INPUTS} inputs gets what fits. */
export function routesFor(net: Cppn): Route[] {
  const { moves, fineness } = measureLiveliness(net);
  const free = moves.map((_, input) => input);
  const take = (value: (input: number) => number): number => {
    const best = free.reduce((a, b) => (value(b) > value(a) ? b : a), free[0] ?? 0);
    if (free.length > 1) free.splice(free.indexOf(best), 1);
    return best;
  };
  const hats = take((input) => fineness[input] ?? 0);
  const level = take((input) => -(fineness[input] ?? 0));
  const kick = take((input) => moves[input] ?? 0);
  return moves.length > 0 ? routesOf({ hats, level, kick, beat: free[0] ?? 0 }) : [];
}

// Implementation

function routesOf(inputs: Readonly<Record<Role, number>>): Route[] {
  return ROUTES.map(({ role, ...route }) => ({ ...route, input: inputs[role] }));
}
