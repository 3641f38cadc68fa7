/** Presets' nets as the engine serves them, fetched when a picture needs one. */

import type { Cppn } from '../engine/cppn/cppn.ts';
import type { PresetInfo } from '../engine/wire/protocol.ts';
import { readNet } from '../engine/wire/scene-message.ts';

/** The nets. Asking gives what is here and fetches what is not: a picture asks again with its next round. */
export interface PresetNets {
  /** Give a preset's net; of one that is being made the one fetched last, a second old at most while it is asked for. */
  of(preset: Pick<PresetInfo, 'slug' | 'revision'>): Cppn | undefined;
}

const FRESH_MILLISECONDS = 1000;
const RETRY_MILLISECONDS = 2000;
/** Nets that are kept; each has some 20 kB. */
const MOST_KEPT = 64;

/** Make an empty store. */
export function presetNets(): PresetNets {
  const kept = new Map<string, { net: Cppn | undefined; asked: number }>();

  function get(address: string, freshFor: number): Cppn | undefined {
    const entry = kept.get(address) ?? { net: undefined, asked: Number.NEGATIVE_INFINITY };
    if (performance.now() - entry.asked > (entry.net ? freshFor : RETRY_MILLISECONDS)) {
      entry.asked = performance.now();
      void load(address).then((net) => {
        if (net) entry.net = net;
      });
    }
    // The newest stands last.
    kept.delete(address);
    kept.set(address, entry);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return entry.net;
  }

  return {
    of({ slug, revision }) {
      const address = `/presets/${encodeURIComponent(slug)}/net`;
      if (!revision) return get(address, FRESH_MILLISECONDS);
      return get(`${address}?v=${encodeURIComponent(revision)}`, Number.POSITIVE_INFINITY);
    },
  };
}

// Implementation

/** A preset that is gone, or a line that broke, gives none: its still stays. */
async function load(address: string): Promise<Cppn | undefined> {
  try {
    const answer = await fetch(address);
    return answer.ok ? readNet(new Uint8Array(await answer.arrayBuffer())).net : undefined;
  } catch {
    return undefined;
  }
}
