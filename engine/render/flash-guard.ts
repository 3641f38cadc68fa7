/**
 * The strobe guard: looks at each finished frame before it is shown, counts flashes, and while there would be too many lets the
 * picture follow only slowly, so that it glows where it would have flickered. It sees what is shown, so it holds whatever the cause:
 * a preset that answers every hat, a hand on the blackout, a fast pattern. All renderers' frames pass here.
 *
 * More than three flashes within a second, general or red, on more than a quarter of the picture are too many.
 * @see WCAG 2.2, success criterion 2.3.1; what a flash is: `flash-count.ts`
 */

import type { Seconds, Unit } from '../units.ts';
import { createFlashCounter, type Pixels } from './flash-count.ts';
import { pixelBytes } from './pixel-format.ts';

/** Guards one row of frames. */
export interface FlashGuard {
  /** Whether it is softening now. */
  readonly isHolding: boolean;
  /** How far the last frame's picture went from the one before to its own: 1 unless it was softened. */
  readonly follow: Unit;
  /**
   * Let a frame through, softened in place where it has to be. Costs a look at 2,304 pixels and a copy; while holding a pass over all.
   * @param isFree show it as it is: the guard is off, or the frame is dark on purpose. It is counted all the same
   */
  pass(frame: Pixels, time: Seconds, isFree: boolean): void;
}

const AREA: Unit = 0.25;
/** While holding the picture follows with this time constant: a full swing of 3.5 Hz is left with less than a tenth, and the way into the glow is none of the flashes. */
const SOFTNESS: Seconds = 2;
/** It holds on until there were few flashes for this long, then comes back within as long. */
const CALM: Seconds = 1.5;

/** Make a guard that has seen nothing. */
export function createFlashGuard(): FlashGuard {
  const flashes = createFlashCounter();
  /** What is on the screen: as bytes, and while holding in parts of a byte. */
  let shown = new Uint8Array();
  let following: Float32Array | undefined;
  let size = '';
  let last = Number.NEGATIVE_INFINITY;
  let calmSince = Number.NEGATIVE_INFINITY;
  let share: Unit = 1;

  return {
    get isHolding() {
      return following !== undefined;
    },
    get follow() {
      return share;
    },
    pass(frame, time, isFree) {
      const { bytes, format, width, height } = frame;
      const key = `${format} ${width}×${height}`;
      const count = pixelBytes(format, width, height);
      const dt = Math.max(0, time - last);
      last = time;
      if (flashes.area(frame, time) > AREA) calmSince = time;
      const calm = time - calmSince;
      if (key !== size || isFree || calm > 2 * CALM) {
        // Another size cannot be followed; that is one change, not a flicker.
        following = undefined;
      } else if (calm === 0 && !following) {
        following = Float32Array.from(shown);
      }
      const left = calm > CALM ? SOFTNESS * Math.max(0, 2 - calm / CALM) : SOFTNESS;
      share = following && left > 0 ? 1 - Math.exp(-dt / left) : 1;
      if (following) follow(following, bytes, share);
      if (shown.length !== count) shown = new Uint8Array(count);
      shown.set(bytes.subarray(0, count));
      size = key;
    },
  };
}

// Implementation

/** Move towards a frame by a share of the way, and put where that leads into the frame. */
function follow(following: Float32Array, bytes: Uint8Array, share: Unit): void {
  for (let i = 0; i < following.length; i++) {
    const value = (following[i] ?? 0) + share * ((bytes[i] ?? 0) - (following[i] ?? 0));
    following[i] = value;
    bytes[i] = value + 0.5;
  }
}
