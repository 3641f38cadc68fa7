/**
 * Where the judge looks: random cutouts of the frame as coordinates, so that the net is evaluated where it is judged and nothing is
 * resampled. Each is a homography of the unit square: scale, place, small rotation, perspective, and half a pixel of jitter against
 * aliasing. Whole-frame views are among them, square and wide.
 */

import { normal, type Random } from '../random.ts';

/** A plane map [a b c; d e f; g h 1] from −1…1 across the cutout to the net's coordinates, row-major, its 1 left out. */
export type Homography = readonly [number, number, number, number, number, number, number, number];

/** The frame that a show puts on the wall: 16:9. */
export const FRAME_ASPECT = 16 / 9;
/** Standard deviations of a cutout's rotation (radians) and of the two perspective terms. */
const ROTATION = 0.06;
const PERSPECTIVE = 0.06;
/** Largest side of a cutout, as a share of the frame's height. */
const LARGEST = 0.95;

/** Give the view of the whole frame: a square of its full height, or all of it pressed into a square. */
export function wholeFrame(isWide: boolean): Homography {
  return [Math.PI * (isWide ? FRAME_ASPECT : 1), 0, 0, 0, Math.PI, 0, 0, 0];
}

/**
 * Draw the cutouts of a step: the first is a whole frame, square or wide by chance; the others are squares inside the frame.
 * @param floor smallest side, as a share of the frame's height
 */
export function drawCutouts(count: number, floor: number, random: Random): Homography[] {
  return Array.from({ length: count }, (_, i) => (i === 0 ? wholeFrame(random() < 0.5) : drawSquare(floor, random)));
}

/**
 * Write the coordinates of `size`² pixels of some cutouts, [cutouts, 2, size²], x before y. Allocates the result.
 * @param random moves each row and column of samples by up to half a pixel; without it they are pixel centres
 */
export function cutoutCoordinates(cutouts: readonly Homography[], size: number, random?: Random): Float32Array {
  const plane = size * size;
  const coordinates = new Float32Array(cutouts.length * 2 * plane);
  cutouts.forEach(([a, b, c, d, e, f, g, h], k) => {
    let at = 2 * k * plane;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++, at++) {
        const u = (2 * (column + 0.5 + (random ? random() - 0.5 : 0))) / size - 1;
        const v = (2 * (row + 0.5 + (random ? random() - 0.5 : 0))) / size - 1;
        const w = 1 / (g * u + h * v + 1);
        coordinates[at] = (a * u + b * v + c) * w;
        coordinates[at + plane] = (d * u + e * v + f) * w;
      }
    }
  });
  return coordinates;
}

// Implementation

function drawSquare(floor: number, random: Random): Homography {
  const scale = floor + (LARGEST - floor) * random();
  const angle = ROTATION * normal(random);
  const x = Math.PI * (FRAME_ASPECT - scale) * (2 * random() - 1);
  const y = Math.PI * (1 - scale) * (2 * random() - 1);
  const cos = Math.PI * scale * Math.cos(angle);
  const sin = Math.PI * scale * Math.sin(angle);
  const tilt = scale * PERSPECTIVE;
  const [g, h] = [tilt * normal(random), tilt * normal(random)];
  // The centre stays where it was drawn: (0, 0) maps to (x, y) whatever the perspective.
  return [cos + x * g, -sin + x * h, x, sin + y * g, cos + y * h, y, g, h];
}
