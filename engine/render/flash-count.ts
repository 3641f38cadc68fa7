/**
 * Counts flashes in a row of frames, field by field: the eye of the strobe guard. Pixels in, the share of the picture that flashes
 * too often out.
 *
 * A general flash is a pair of opposing changes of relative luminance by a tenth or more with the darker one below 0.8. A red flash is
 * a pair of opposing changes of (R − G − B) · 320 by more than 20, with R / (R + G + B) at 0.8 or more before or after each; R, G and
 * B are linear, and less than nothing counts as nothing. More than three of either within a second are too many.
 * @see WCAG 2.2, "general flash and red flash thresholds"; Recommendation ITU-R BT.1702-3, 2023; Harding and Binnie, 2002, for red
 */

import type { Seconds, Unit } from '../units.ts';
import { toLinear } from './colour.ts';
import { type PixelFormat, rgbOfI420 } from './pixel-format.ts';

/** A frame's pixels and how they lie. */
export interface Pixels {
  readonly bytes: Uint8Array;
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
}

/** The picture is counted in so many fields. */
const COLUMNS = 32;
const ROWS = 18;
const FIELDS = COLUMNS * ROWS;
/** Samples along each side of a field. */
const SAMPLES = 2;
/** The smallest picture that is looked at whole: enough to guard displays that draw by themselves. */
export const GUARDED_SIZE = { width: COLUMNS * SAMPLES, height: ROWS * SAMPLES } as const;

const LUMINANCE_CHANGE = 0.1;
const BRIGHT = 0.8;
const RED_CHANGE = 20 / 320;
const SATURATED = 0.8;
/** Three flashes are six changes; the one after them is too many. */
const MOST_CHANGES = 6;
const WITHIN: Seconds = 1;

/** Make a counter that has seen nothing. It looks at 2,304 pixels a frame and allocates nothing. */
export function createFlashCounter(): { area(frame: Pixels, time: Seconds): Unit } {
  const light = new Float32Array(3 * FIELDS);
  const luminance = createChanges(LUMINANCE_CHANGE);
  const red = createChanges(RED_CHANGE);
  return {
    /** Take a frame in. @returns the share of the picture that has flashed too often within the last second */
    area(frame, time) {
      measure(frame, light);
      let tooMany = 0;
      for (let field = 0; field < FIELDS; field++) {
        const r = light[3 * field] ?? 0;
        const g = light[3 * field + 1] ?? 0;
        const b = light[3 * field + 2] ?? 0;
        const y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        // Either end of a change may make it count: the darker one is not bright, one of them is saturated red.
        luminance.take(field, y, y < BRIGHT, time);
        red.take(field, Math.max(0, r - g - b), r > 0 && r >= SATURATED * (r + g + b), time);
        if (luminance.isTooMany(field, time) || red.isTooMany(field, time)) tooMany++;
      }
      return tooMany / FIELDS;
    },
  };
}

// Implementation

const LINEAR = Float32Array.from({ length: 256 }, (_, value) => toLinear(value / 255));

/** The mean linear light of each field, by rows: red, green, blue. */
function measure({ bytes, format, width, height }: Pixels, into: Float32Array): void {
  const across = COLUMNS * SAMPLES;
  const down = ROWS * SAMPLES;
  into.fill(0);
  for (let j = 0; j < down; j++) {
    const row = Math.floor(((j + 0.5) * height) / down);
    const field = Math.floor(j / SAMPLES) * COLUMNS;
    for (let i = 0; i < across; i++) {
      const column = Math.floor(((i + 0.5) * width) / across);
      const rgb =
        format === 'i420' ? rgbOfI420(bytes, width, height, column, row) : rgbOfRgba(bytes, width, column, row);
      const at = 3 * (field + Math.floor(i / SAMPLES));
      into[at] = (into[at] ?? 0) + (LINEAR[rgb & 0xff] ?? 0) / SAMPLES ** 2;
      into[at + 1] = (into[at + 1] ?? 0) + (LINEAR[(rgb >> 8) & 0xff] ?? 0) / SAMPLES ** 2;
      into[at + 2] = (into[at + 2] ?? 0) + (LINEAR[(rgb >> 16) & 0xff] ?? 0) / SAMPLES ** 2;
    }
  }
}

function rgbOfRgba(bytes: Uint8Array, width: number, column: number, row: number): number {
  const at = 4 * (row * width + column);
  return ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0);
}

/**
 * Follows the changes of one measure in each field. A change is a way of `least` or more against the last one, from the furthest
 * that was reached since; it counts when the mark stood at either end.
 */
function createChanges(least: number) {
  /** The furthest up and down since the last change, whether each was marked, and which way that change went; 0 for none yet. */
  const high = new Float32Array(FIELDS).fill(Number.NEGATIVE_INFINITY);
  const low = new Float32Array(FIELDS).fill(Number.POSITIVE_INFINITY);
  const highMark = new Uint8Array(FIELDS);
  const lowMark = new Uint8Array(FIELDS);
  const way = new Int8Array(FIELDS);
  /** When the last changes were, the oldest at `next`. */
  const room = MOST_CHANGES + 1;
  const times = new Float64Array(FIELDS * room).fill(Number.NEGATIVE_INFINITY);
  const next = new Uint8Array(FIELDS);

  function note(field: number, direction: 1 | -1, value: number, mark: number, time: Seconds): void {
    way[field] = direction;
    high[field] = low[field] = value;
    highMark[field] = lowMark[field] = mark;
    const slot = next[field] ?? 0;
    times[field * room + slot] = time;
    next[field] = (slot + 1) % room;
  }

  return {
    take(field: number, value: number, isMarked: boolean, time: Seconds): void {
      const mark = isMarked ? 1 : 0;
      if (value > (high[field] ?? 0)) {
        high[field] = value;
        highMark[field] = mark;
      }
      if (value < (low[field] ?? 0)) {
        low[field] = value;
        lowMark[field] = mark;
      }
      const fall = (high[field] ?? 0) - value;
      const rise = value - (low[field] ?? 0);
      if (way[field] !== -1 && fall >= least && (mark | (highMark[field] ?? 0)) === 1)
        note(field, -1, value, mark, time);
      else if (way[field] !== 1 && rise >= least && (mark | (lowMark[field] ?? 0)) === 1)
        note(field, 1, value, mark, time);
    },
    isTooMany(field: number, time: Seconds): boolean {
      return time - (times[field * room + (next[field] ?? 0)] ?? 0) < WITHIN;
    },
  };
}
