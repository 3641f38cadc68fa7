/** Cuts an image prompt into what the optimizer will look at in its own pictures: the whole height, and squares inside. Pure. */

import { type Picture, resizePicture } from '../judge/preprocess.ts';
import { squareViews, viewPixels } from '../judge/views.ts';

/** The longest side of an image that is looked at: more says nothing more to a judge. */
export const IMAGE_SIDE = 512;
/** Side of the inner squares, as a share of the shorter side: between the smallest and the largest cutout of a run. */
const INNER = 0.6;

/**
 * Give an image's views as pixels: its whole height in one or three squares, then the four corners and the middle.
 * @returns [views, 3, size, size] in 0…1
 */
export function imageViews(picture: Picture, size: number): { readonly views: number; readonly pixels: Float32Array } {
  const side = Math.max(1, Math.round(INNER * Math.min(picture.width, picture.height)));
  const [right, bottom] = [picture.width - side, picture.height - side];
  const corners = [
    [0, 0],
    [right, 0],
    [0, bottom],
    [right, bottom],
    [right >> 1, bottom >> 1],
  ] as const;
  const views = [...squareViews(picture), ...corners.map(([left, top]) => square(picture, left, top, side))];
  const pixels = viewPixels(views.map((view) => resizePicture(view, size, size, 'bicubic')));
  return { views: views.length, pixels };
}

// Implementation

function square({ width, rgb }: Picture, left: number, top: number, side: number): Picture {
  const cut = new Uint8Array(3 * side * side);
  for (let row = 0; row < side; row++) {
    const start = 3 * ((top + row) * width + left);
    cut.set(rgb.subarray(start, start + 3 * side), 3 * row * side);
  }
  return { width: side, height: side, rgb: cut };
}
