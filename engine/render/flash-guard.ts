/**
 * The strobe guard: looks at each finished frame before it is shown, counts flashes, and while there would be too many lets the
 * picture follow only slowly, so that it glows where it would have flickered. It sees what is shown, so it holds whatever the cause:
 * a preset that answers every hat, a hand on the blackout, a fast pattern. All renderers' frames pass here.
 *
 * A flash is a pair of opposing changes of relative luminance by a tenth or more with the darker one below 0.8; more than three
 * within a second on more than a quarter of the picture are too many.
 * @see WCAG 2.2, success criterion 2.3.1 and "general flash"; Recommendation ITU-R BT.1702-3, 2023
 */

import type { Seconds, Unit } from '../units.ts';
import { type PixelFormat, pixelBytes } from './pixel-format.ts';

/** A frame's pixels and how they lie. */
export interface Pixels {
  readonly bytes: Uint8Array;
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
}

/** Guards one row of frames. */
export interface FlashGuard {
  /** Whether it is softening now. */
  readonly isHolding: boolean;
  /**
   * Let a frame through, softened in place where it has to be. Costs a look at 2,304 pixels and a copy; while holding a pass over all.
   * @param isFree show it as it is: the guard is off, or the frame is dark on purpose. It is counted all the same
   */
  pass(frame: Pixels, time: Seconds, isFree: boolean): void;
}

/** The picture is counted in so many fields. */
const COLUMNS = 32;
const ROWS = 18;
/** Samples along each side of a field. */
const SAMPLES = 2;

const CHANGE = 0.1;
const BRIGHT = 0.8;
/** Three flashes are six changes; the one after them is too many. */
const MOST_CHANGES = 6;
const WITHIN: Seconds = 1;
const AREA: Unit = 0.25;
/** While holding the picture follows with this time constant: a full swing of 3.5 Hz is left with less than a tenth. */
const SOFTNESS: Seconds = 1.2;
/** It holds on until there were few flashes for this long, then comes back within as long. */
const CALM: Seconds = 1.5;

/** Make a guard that has seen nothing. */
export function createFlashGuard(): FlashGuard {
  const fields = COLUMNS * ROWS;
  const luminances = new Float32Array(fields);
  const changes = createChanges(fields);
  /** What is on the screen: as bytes, and while holding in parts of a byte. */
  let shown = new Uint8Array();
  let following: Float32Array | undefined;
  let size = '';
  let last = Number.NEGATIVE_INFINITY;
  let calmSince = Number.NEGATIVE_INFINITY;

  return {
    get isHolding() {
      return following !== undefined;
    },
    pass(frame, time, isFree) {
      const { bytes, format, width, height } = frame;
      const key = `${format} ${width}×${height}`;
      const count = pixelBytes(format, width, height);
      const dt = Math.max(0, time - last);
      last = time;
      measure(frame, luminances);
      const area = changes.count(luminances, time) / fields;
      if (area > AREA) calmSince = time;
      const calm = time - calmSince;
      if (key !== size || isFree || calm > 2 * CALM) {
        // Another size cannot be followed; that is one change, not a flicker.
        following = undefined;
      } else if (calm === 0 && !following) {
        following = Float32Array.from(shown);
      }
      if (following) {
        const left = calm > CALM ? SOFTNESS * Math.max(0, 2 - calm / CALM) : SOFTNESS;
        follow(following, bytes, left > 0 ? 1 - Math.exp(-dt / left) : 1);
      }
      if (shown.length !== count) shown = new Uint8Array(count);
      shown.set(bytes.subarray(0, count));
      size = key;
    },
  };
}

// Implementation

/** Relative luminance of each value of luma, taking sRGB's curve for its power of 2.2. */
const LUMINANCE = Float32Array.from({ length: 256 }, (_, value) => (value / 255) ** 2.2);

/** The mean luminance of each field, by rows. */
function measure({ bytes, format, width, height }: Pixels, into: Float32Array): void {
  const across = COLUMNS * SAMPLES;
  const down = ROWS * SAMPLES;
  into.fill(0);
  for (let j = 0; j < down; j++) {
    const row = Math.floor(((j + 0.5) * height) / down) * width;
    const field = Math.floor(j / SAMPLES) * COLUMNS;
    for (let i = 0; i < across; i++) {
      const at = row + Math.floor(((i + 0.5) * width) / across);
      const luma = format === 'i420' ? (bytes[at] ?? 0) : lumaOf(bytes, 4 * at);
      const index = field + Math.floor(i / SAMPLES);
      into[index] = (into[index] ?? 0) + (LUMINANCE[luma] ?? 0) / SAMPLES ** 2;
    }
  }
}

function lumaOf(rgba: Uint8Array, at: number): number {
  return Math.round(0.2126 * (rgba[at] ?? 0) + 0.7152 * (rgba[at + 1] ?? 0) + 0.0722 * (rgba[at + 2] ?? 0));
}

/** Follows the changes of each field. */
function createChanges(fields: number) {
  /** The furthest that the luminance has gone since its last change, and which way that change went: up, down, 0 none yet. */
  const high = new Float32Array(fields).fill(Number.NaN);
  const low = new Float32Array(fields).fill(Number.NaN);
  const way = new Int8Array(fields);
  /** When the last changes were, the newest at `next` − 1. */
  const room = MOST_CHANGES + 1;
  const times = new Float64Array(fields * room).fill(Number.NEGATIVE_INFINITY);
  const next = new Uint8Array(fields);

  function note(field: number, direction: 1 | -1, luminance: number, time: Seconds): void {
    way[field] = direction;
    high[field] = low[field] = luminance;
    const slot = next[field] ?? 0;
    times[field * room + slot] = time;
    next[field] = (slot + 1) % room;
  }

  return {
    /** Take a frame's luminances, and count the fields that have had more changes within a second than they may. */
    count(luminances: Float32Array, time: Seconds): number {
      let tooMany = 0;
      for (let field = 0; field < fields; field++) {
        const now = luminances[field] ?? 0;
        const top = Number.isNaN(high[field]) ? now : Math.max(high[field] ?? now, now);
        const bottom = Number.isNaN(low[field]) ? now : Math.min(low[field] ?? now, now);
        high[field] = top;
        low[field] = bottom;
        if (way[field] !== -1 && top - now >= CHANGE && now < BRIGHT) note(field, -1, now, time);
        else if (way[field] !== 1 && now - bottom >= CHANGE && bottom < BRIGHT) note(field, 1, now, time);
        // The slot that is written next holds the oldest.
        const oldest = times[field * room + (next[field] ?? 0)] ?? 0;
        if (time - oldest < WITHIN) tooMany++;
      }
      return tooMany;
    },
  };
}

/** Move towards a frame by a share of the way, and put where that leads into the frame. */
function follow(following: Float32Array, bytes: Uint8Array, share: Unit): void {
  for (let i = 0; i < following.length; i++) {
    const value = (following[i] ?? 0) + share * ((bytes[i] ?? 0) - (following[i] ?? 0));
    following[i] = value;
    bytes[i] = value + 0.5;
  }
}
