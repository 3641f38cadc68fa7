/** Nets between two of the same architecture: each weight on the straight line from one to the other. Pure. */

import type { Unit } from '../units.ts';
import type { Cppn } from './cppn.ts';

/**
 * Give the net at `share` of the way, which says so itself (`glide`). At 1 it is `to`. Allocates new weights; the spec is `to`'s own,
 * so that renderers keep their kernel.
 */
export function mixNets(from: Cppn, to: Cppn, share: Unit): Cppn {
  if (share >= 1 || from === to) return to;
  const glide = { to, share };
  if (share <= 0) return { spec: to.spec, weights: from.weights, glide };
  const weights = new Map<string, Float32Array>();
  for (const [name, end] of to.weights) {
    const start = from.weights.get(name);
    weights.set(
      name,
      end.map((value, i) => (1 - share) * (start?.[i] ?? value) + share * value),
    );
  }
  return { spec: to.spec, weights, glide };
}
