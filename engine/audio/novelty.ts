/**
 * Whether the music of the last second is another than that before: a drop brings low end and hits in, a breakdown takes
 * them away. Two averages of the same picture, a quick and a slow one, are held against each other; the low end says which way.
 *
 * After the idea of J. Foote, "Automatic audio segmentation using a measure of audio novelty", ICME 2000, without looking ahead.
 */

import type { Bipolar, Seconds } from '../units.ts';
import { approach } from './envelope.ts';

/** The signal, updated by each hop. */
export interface Novelty {
  value: Bipolar;
  /** Update. `levels` is a vector of levels in units of about 20 dB, low to high. Allocates nothing. */
  update(levels: Float64Array, count: number, hit: number, open: boolean): void;
  reset(): void;
}

const QUICK_SECONDS: Seconds = 1.2;
const SLOW_SECONDS: Seconds = 9;
/** A mean difference of this much (20 dB units; hits a second for the last) counts as fully new. */
const FULL = 0.55;
/** Before this much was heard nothing is new: a start is no drop. */
const SETTLED_SECONDS: Seconds = 4;

/** Prepare novelty over `count` levels for hops of `dt` seconds. */
export function createNovelty(count: number, dt: Seconds): Novelty {
  const quick = new Float64Array(count + 1);
  const slow = new Float64Array(count + 1);
  const quickShare = approach(dt, QUICK_SECONDS);
  const slowShare = approach(dt, SLOW_SECONDS);
  const s = { heard: 0 };

  function update(levels: Float64Array, used: number, hit: number, open: boolean): void {
    if (!open) {
      novelty.value -= quickShare * novelty.value;
      return;
    }
    s.heard += dt;
    // Until the slow average has seen something it takes what is there.
    const slowNow = s.heard < SLOW_SECONDS ? Math.max(slowShare, approach(dt, s.heard / 2)) : slowShare;
    let difference = 0;
    let low = 0;
    for (let b = 0; b <= used; b++) {
      const x = b < used ? (levels[b] as number) : (hit * 0.15) / dt;
      quick[b] = (quick[b] as number) + quickShare * (x - (quick[b] as number));
      slow[b] = (slow[b] as number) + slowNow * (x - (slow[b] as number));
      const d = (quick[b] as number) - (slow[b] as number);
      difference += Math.abs(d);
      if (b < used / 4 || b === used) low += d;
    }
    const size = Math.min(1, difference / (used + 1) / FULL);
    const way = Math.tanh(low / (used / 8 + 1) / 0.3);
    novelty.value = size * way * Math.min(1, Math.max(0, s.heard / SETTLED_SECONDS - 0.5));
  }

  function reset(): void {
    quick.fill(0);
    slow.fill(0);
    s.heard = 0;
    novelty.value = 0;
  }

  const novelty: Novelty = { value: 0, update, reset };
  return novelty;
}
