/**
 * A net that is still being optimized, as the stage sees it: the worker's averages come about once a second, and between two of
 * them the weights glide, so that a picture grows instead of jumping. Pure; nets are immutable, so each moment is a new one.
 */

import type { Cppn } from '../cppn/cppn.ts';
import type { Seconds } from '../units.ts';

/** Where the weights glide from and to. */
export interface LiveNet {
  readonly from: Cppn;
  readonly to: Cppn;
  readonly since: Seconds;
  readonly glide: Seconds;
}

/** The stage gets a new net this often while one glides: often enough to look smooth, rare enough to cost nothing. */
export const GLIDE_STEP: Seconds = 0.1;
/** A glide lasts as long as the worker took for its last report, within these. */
const GLIDE_RANGE: readonly [Seconds, Seconds] = [0.4, 3];

/** Start with a net that stands still. */
export function startLiveNet(net: Cppn, now: Seconds): LiveNet {
  return { from: net, to: net, since: now, glide: GLIDE_RANGE[0] };
}

/** Glide towards a newer net from wherever the weights are now. One of another architecture is taken at once. */
export function aimLiveNet(live: LiveNet, net: Cppn, now: Seconds): LiveNet {
  if (JSON.stringify(net.spec) !== JSON.stringify(live.to.spec)) return startLiveNet(net, now);
  const [shortest, longest] = GLIDE_RANGE;
  const glide = Math.min(longest, Math.max(shortest, now - live.since));
  return { from: netAt(live, now), to: net, since: now, glide };
}

/** Give the net of a moment. The spec object stays the same, so that renderers keep their kernel. */
export function netAt({ from, to, since, glide }: LiveNet, now: Seconds): Cppn {
  const t = (now - since) / glide;
  if (t >= 1) return to;
  if (t <= 0) return from;
  const weights = new Map<string, Float32Array>();
  for (const [name, end] of to.weights) {
    const start = from.weights.get(name);
    weights.set(
      name,
      end.map((value, i) => (1 - t) * (start?.[i] ?? value) + t * value),
    );
  }
  return { spec: to.spec, weights };
}
