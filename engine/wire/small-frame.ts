/** A frame made small for an operator's page: blocks of pixels become one, the mean of four of each. Pure. */

import { FRAME_HEADROOM_BYTES, type Frame, type FrameStamp } from '../ports.ts';
import { pixelBytes } from '../render/pixel-format.ts';
import { FRAME_HEADER_BYTES, writeFrameHeader } from './protocol.ts';

/** Pixels across that a small frame has about. */
const ACROSS = 160;

/** Give a frame message of the same format, at most a little wider than {@link ACROSS}. Allocates it; the frame is not changed. */
export function smallFrame({ bytes, format, width, height }: Frame, stamp: FrameStamp): Uint8Array {
  const block = Math.max(1, Math.floor(width / ACROSS));
  const size = { width: even(width / block), height: even(height / block) };
  const made = new Uint8Array(FRAME_HEADER_BYTES + pixelBytes(format, size.width, size.height));
  writeFrameHeader(made, { ...stamp, ...size, format, made: 0 });
  const pixels = bytes.subarray(FRAME_HEADROOM_BYTES);
  let from = 0;
  let to = FRAME_HEADER_BYTES;
  const plane = (channels: number, share: number) => {
    const [wide, high] = [width / share, size.height / share];
    const across = size.width / share;
    shrink(pixels.subarray(from), wide, made.subarray(to), across, high, channels, block);
    from += (channels * wide * height) / share;
    to += channels * across * high;
  };
  if (format === 'rgba') plane(4, 1);
  else for (const share of [1, 2, 2]) plane(1, share);
  return made;
}

// Implementation

function even(size: number): number {
  return Math.max(2, 2 * Math.floor(size / 2));
}

/** Shrink one plane by whole blocks. What is left over at the right and below is cut. */
function shrink(
  from: Uint8Array,
  wide: number,
  to: Uint8Array,
  across: number,
  high: number,
  channels: number,
  block: number,
): void {
  // Offsets and no closures: this runs on the thread that listens, and a function made in the loop would be most of its cost.
  const near = Math.floor(block / 4);
  const right = channels * (Math.floor((3 * block) / 4) - near);
  const down = right * wide;
  let at = 0;
  for (let row = 0; row < high; row++) {
    let left = channels * ((row * block + near) * wide + near);
    for (let column = 0; column < across; column++) {
      for (let i = left; i < left + channels; i++) {
        const upper = (from[i] ?? 0) + (from[i + right] ?? 0);
        const lower = (from[i + down] ?? 0) + (from[i + down + right] ?? 0);
        to[at++] = (upper + lower + 2) >> 2;
      }
      left += channels * block;
    }
  }
}
