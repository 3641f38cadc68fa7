/** Cuts pictures of any shape into what a judge looks at. Pure. */

import type { Picture } from './preprocess.ts';

/** A side this much longer than the other is looked at in three parts. */
const LONG = 1.25;

/** Cut squares out of a picture: the middle one, and where it is long, those at its ends too. */
export function squareViews(picture: Picture): Picture[] {
  const { width, height } = picture;
  const side = Math.min(width, height);
  const rest = Math.max(width, height) - side;
  const starts = Math.max(width, height) > LONG * side ? [0, rest >> 1, rest] : [rest >> 1];
  return starts.map((start) => cut(picture, width > height ? start : 0, width > height ? 0 : start, side));
}

/** Lay square pictures of one size out as pixels [n, 3, size, size] in 0…1. */
export function viewPixels(pictures: readonly Picture[]): Float32Array {
  const [first] = pictures;
  const plane = first ? first.width * first.height : 0;
  const pixels = new Float32Array(3 * plane * pictures.length);
  pictures.forEach(({ rgb }, n) => {
    for (let i = 0; i < plane; i++) {
      for (let channel = 0; channel < 3; channel++) {
        pixels[(3 * n + channel) * plane + i] = (rgb[3 * i + channel] ?? 0) / 255;
      }
    }
  });
  return pixels;
}

// Implementation

function cut({ width, rgb }: Picture, left: number, top: number, side: number): Picture {
  const rows = Array.from({ length: side }, (_, y) => {
    const start = 3 * ((top + y) * width + left);
    return rgb.subarray(start, start + 3 * side);
  });
  const cutOut = new Uint8Array(3 * side * side);
  rows.forEach((row, y) => {
    cutOut.set(row, 3 * side * y);
  });
  return { width: side, height: side, rgb: cutOut };
}
