/**
 * Smoothing in time. Every follower of the analysis takes its coefficient from a time constant and the time that
 * passed, so a value is the same at 30 and at 120 calls a second.
 */

import type { Seconds } from '../units.ts';

/**
 * Give the share of the way to its target that a follower goes in `dt`: 1 − exp(−dt/τ).
 * @param dt Seconds, ≥ 0 · @param tau time constant, Seconds; 0 or less follows at once
 */
export function approach(dt: Seconds, tau: Seconds): number {
  return tau > 0 ? 1 - Math.exp(-dt / tau) : 1;
}

/**
 * Follow a level with separate attack and release: y + k · (x − y), k = attack when x > y, else release.
 * NaN in gives the old level out. Pure.
 * @param attack, release shares from `approach`
 */
export function follow(y: number, x: number, attack: number, release: number): number {
  if (x > y) return y + attack * (x - y);
  return x <= y ? y + release * (x - y) : y;
}
