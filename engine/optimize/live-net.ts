/**
 * A net that is still being optimized, as the stage sees it: the worker's averages come about once a second, and between two of
 * them the weights glide, so that a picture grows instead of jumping. Pure; nets are immutable, so each moment is a new one.
 */

import type { Cppn } from '../cppn/cppn.ts';
import { mixNets } from '../cppn/glide.ts';
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

/** Glide from what is shown, which is a moment of `live`, towards a newer net. One of another architecture is taken at once. */
export function aimLiveNet(live: LiveNet, shown: Cppn, net: Cppn, now: Seconds): LiveNet {
  if (JSON.stringify(net.spec) !== JSON.stringify(live.to.spec)) return startLiveNet(net, now);
  const [shortest, longest] = GLIDE_RANGE;
  const glide = Math.min(longest, Math.max(shortest, now - live.since));
  // Without its own glide: or each net would hold all those before it.
  return { from: { spec: net.spec, weights: shown.weights }, to: net, since: now, glide };
}

/** Give the net of a moment. The spec object stays the same, so that renderers keep their kernel. */
export function netAt({ from, to, since, glide }: LiveNet, now: Seconds): Cppn {
  return mixNets(from, to, (now - since) / glide);
}
