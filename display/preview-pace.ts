/**
 * How often the operator page may draw its small pictures: as often as asked, as long as that takes this machine's GPU a tenth of its
 * time at most. The stage may be drawn by the same GPU, or the engine run on it. Pure.
 */

import { clamp, type Hertz, type Seconds } from '../engine/units.ts';

/** What is remembered of the rounds drawn so far. */
export interface PreviewPace {
  /** How long the GPU takes for a round of all pictures, smoothed; undefined before the first. */
  readonly spent: Seconds | undefined;
  /** Rounds in a row that were too slow. */
  readonly slow: number;
}

/** As often as the engine sends scenes. */
export const MOST_ROUNDS: Hertz = 12;
/** Slower than this is no moving picture. */
const FEWEST_ROUNDS: Hertz = 2;
const GPU_SHARE = 0.1;
const SMOOTHING = 0.4;
/** The first rounds compile and upload. */
const HOPELESS_AFTER = 6;

/** Give the pace before the first round. */
export function startPreviewPace(): PreviewPace {
  return { spent: undefined, slow: 0 };
}

/** Take note of a round. */
export function previewPaced({ spent: before, slow }: PreviewPace, took: Seconds): PreviewPace {
  const spent = before === undefined ? took : before + SMOOTHING * (took - before);
  return { spent, slow: GPU_SHARE / spent < FEWEST_ROUNDS ? slow + 1 : 0 };
}

/** Give how many rounds a second may be drawn. */
export function roundsOf({ spent }: PreviewPace): Hertz {
  return spent === undefined ? FEWEST_ROUNDS : clamp(GPU_SHARE / Math.max(spent, 1e-6), FEWEST_ROUNDS, MOST_ROUNDS);
}

/** Tell whether this GPU draws no moving pictures. */
export function isHopeless({ slow }: PreviewPace): boolean {
  return slow >= HOPELESS_AFTER;
}
