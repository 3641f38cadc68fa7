/**
 * What an embedded judge sees of a picture: 3320 numbers, some of them colours, most of them the mean and the spread of a trunk's
 * activations, which is texture.
 * @see Huang and Belongie, "Arbitrary style transfer in real-time with adaptive instance normalization", ICCV 2017
 */

import { constant, type Node } from './graph.ts';
import { add, mul, neg, reduceMax, reduceMean, softmax, sqrt, square, sub } from './operations.ts';
import { matmul } from './products.ts';
import { concat, reduceSum, reshape, slice, transpose } from './structure.ts';
import type { TrunkOutput } from './trunk.ts';

/** How many there are. */
export const FEATURE_COUNT = 3320;

/** Build the features [n, 3320] of pictures [n, 3, h, w] and of what a trunk gives of them: six taps (Lite0) or four (MobileNet). */
export function visualFeatures(pixels: Node, { taps, last }: TrunkOutput): Node {
  const statistics = taps.map((tap) => moments(tap));
  const isLite = taps.length === 6;
  const layoutTap = taps[isLite ? 3 : 2] ?? last;
  const [n = 1] = pixels.shape;
  const layout = reshape(averagePool(layoutTap, 2), [n, -1]);
  // The wide trunk's last tap is told by its spread alone and its layout by every fourth number, so that both give 3320.
  const textures = statistics.flatMap(({ mean, deviation }, i) => (isLite || i < 3 ? [mean, deviation] : [deviation]));
  const coarse = isLite ? layout : reshape(slice(reshape(layout, [n, -1, 4]), 2, 0, 1), [n, -1]);
  return concat([colours(pixels), ...textures, reduceMean(last, [2, 3]), coarse], 1);
}

/** Average a picture [n, c, h, w] over a grid of k×k windows, which overlap where k divides no side: PyTorch's adaptive pooling. */
export function averagePool(x: Node, k: number): Node {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (h % k === 0 && w % k === 0) return reduceMean(reshape(x, [n, c, k, h / k, k, w / k]), [3, 5]);
  return matmul(matmul(windows(h, k), x), transpose(windows(w, k)));
}

// Implementation

/** The 25 colours that a picture's are likened to, sRGB; the heads were trained with these, in this order. */
const PALETTE: readonly (readonly [number, number, number])[] = [
  [0.85, 0.08, 0.08],
  [0.65, 0.03, 0.15],
  [0.97, 0.5, 0.06],
  [0.93, 0.7, 0.18],
  [0.98, 0.9, 0.15],
  [0.6, 0.9, 0.15],
  [0.15, 0.65, 0.2],
  [0.03, 0.5, 0.3],
  [0.05, 0.5, 0.5],
  [0.2, 0.8, 0.75],
  [0.1, 0.88, 0.95],
  [0.45, 0.72, 0.95],
  [0.1, 0.25, 0.85],
  [0.04, 0.08, 0.35],
  [0.45, 0.12, 0.65],
  [0.55, 0.25, 0.9],
  [0.75, 0.68, 0.93],
  [0.92, 0.1, 0.75],
  [0.98, 0.55, 0.72],
  [0.45, 0.27, 0.12],
  [0.9, 0.82, 0.68],
  [0.97, 0.97, 0.97],
  [0.5, 0.5, 0.5],
  [0.76, 0.78, 0.8],
  [0.02, 0.02, 0.03],
];
/** How far from a palette's colour another still counts as it. */
const COLOUR_WIDTH = 0.12;
/** A root's slope at 0 is infinite. */
const TINY = 1e-12;

/** [n, 56]: roots of the palette's shares, nine mean colours, their spread, mean saturation. */
function colours(pixels: Node): Node {
  const [n = 1] = pixels.shape;
  const points = transpose(reshape(averagePool(pixels, 16), [n, 3, 256]), [0, 2, 1]);
  const palette = constant(Float32Array.from(PALETTE.flat()), [PALETTE.length, 3]);
  const lengths = constant(Float32Array.from(PALETTE, ([r, g, b]) => r * r + g * g + b * b));
  // |p − c|² less |p|², which is the same for all colours and drops out of the shares.
  const distances = sub(lengths, mul(matmul(points, transpose(palette)), 2));
  const shares = reduceMean(softmax(mul(distances, -1 / (2 * COLOUR_WIDTH ** 2))), [1]);
  const spread = reduceSum(square(sub(points, reduceMean(points, [1], true))), [1]);
  const saturation = reshape(add(reduceMax(points), reduceMax(neg(points))), [n, 256, 1]);
  return concat(
    [
      sqrt(add(shares, TINY)),
      reshape(averagePool(pixels, 3), [n, 27]),
      sqrt(add(mul(spread, 1 / 255), TINY)),
      reduceMean(saturation, [1]),
    ],
    1,
  );
}

function moments(tap: Node): { readonly mean: Node; readonly deviation: Node } {
  const [n = 1, c = 1] = tap.shape;
  const mean = reduceMean(tap, [2, 3], true);
  const variance = reduceMean(square(sub(tap, mean)), [2, 3]);
  return { mean: reshape(mean, [n, c]), deviation: sqrt(add(variance, 1e-4)) };
}

/** [k, size]: row i averages what lies in the ith of k windows. */
function windows(size: number, k: number): Node {
  const values = new Float32Array(k * size);
  for (let i = 0; i < k; i++) {
    const [from, to] = [Math.floor((i * size) / k), Math.ceil(((i + 1) * size) / k)];
    values.fill(1 / (to - from), i * size + from, i * size + to);
  }
  return constant(values, [k, size]);
}
