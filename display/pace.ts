/**
 * Whether this display's GPU keeps up: after half a second of late drawings the nets are evaluated at a smaller scale, as the engine's
 * own governor does it; when two seconds were late and even the smallest scale would not help, the display gives up. Pure.
 */

import { type Governor, govern, governedSize, smallestShare, startGovernor } from '../engine/render/governor.ts';
import type { Seconds } from '../engine/units.ts';

/** What is remembered of the drawings so far. */
export interface Pace {
  readonly governor: Governor;
  /** How long every drawing has been late. */
  readonly lateFor: Seconds;
  /** No scale of this GPU's is fast enough. */
  readonly isHopeless: boolean;
}

/** One drawing. */
export interface Drawn {
  /** How long the GPU took. */
  readonly spent: Seconds;
  /** How long it may take. */
  readonly period: Seconds;
  readonly sinceLast: Seconds;
}

/** So long may all drawings be late, or one of them not be done. */
export const HOPELESS_AFTER: Seconds = 2;
/** A page that was not seen for a while drew nothing in that time. */
const LONGEST_GAP: Seconds = 0.5;

/** Give the pace before the first drawing: full scale. */
export function startPace(): Pace {
  return { governor: startGovernor(), lateFor: 0, isHopeless: false };
}

/** Take note of a drawing. */
export function paced(pace: Pace, { spent, period, sinceLast }: Drawn): Pace {
  const lateFor = spent > period ? pace.lateFor + Math.min(sinceLast, LONGEST_GAP) : 0;
  const isHopeless = lateFor >= HOPELESS_AFTER && spent * smallestShare(pace.governor) > period;
  return { governor: govern(pace.governor, spent, period, sinceLast), lateFor, isHopeless };
}

/** Give the size at which the nets are evaluated for a screen. */
export function pacedSize({ governor }: Pace, screen: { readonly width: number; readonly height: number }) {
  return governor.rung === 0 ? screen : governedSize(governor, screen.width, screen.height);
}
