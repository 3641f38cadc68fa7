/**
 * The pixel buffers of a renderer, used over and over: a frame takes one, its release gives it back. Three are enough
 * for one being written, one being sent and one being kept by a slow display; a fourth is only made when all are out.
 */

import { FRAME_HEADROOM_BYTES, type Frame } from '../ports.ts';
import { type PixelFormat, pixelBytes } from './pixel-format.ts';

/** Makes frames over pooled buffers. */
export interface FramePool {
  /** Give a frame of this kind; its pixels are undefined until they are written. */
  take(format: PixelFormat, width: number, height: number): Frame;
}

/** Buffers kept for later; more than these are left to the garbage collector. */
const KEPT = 3;

/** Make a pool. */
export function createFramePool(): FramePool {
  let free: Uint8Array[] = [];
  return {
    take(format, width, height) {
      const length = FRAME_HEADROOM_BYTES + pixelBytes(format, width, height);
      // Sizes change seldom (the governor's steps): buffers of another size are then of no more use.
      free = free.filter((buffer) => buffer.length === length);
      const bytes = free.pop() ?? new Uint8Array(length);
      let held = true;
      const release = () => {
        if (held && free.length < KEPT) free.push(bytes);
        held = false;
      };
      return { width, height, format, bytes, release };
    },
  };
}
