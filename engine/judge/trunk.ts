/**
 * The embedded judges' eyes: an ImageNet network without its classifier, its batch norms folded into its convolutions, frozen.
 * Which layers there are is read from `architecture.json`.
 * @see Howard et al., "MobileNets", 2017; Tan and Le, "EfficientNet", ICML 2019 (Lite: no squeeze, ReLU6)
 */

import { z } from 'zod';
import type { Node } from './graph.ts';
import { add, clip, mul, sub } from './operations.ts';
import { convolution } from './products.ts';
import { type Weights, weightNode } from './weights.ts';

const architectureFile = z.object({
  layers: z.array(
    z.array(
      z.object({
        name: z.string(),
        stride: z.union([z.literal(1), z.literal(2)]),
        groups: z.union([z.literal(1), z.literal('depthwise')]),
        relu6: z.boolean(),
        kernel: z.int().min(1).max(7),
      }),
    ),
  ),
  /** Counted from the block after the stem. */
  taps_after_block: z.array(z.int().min(0)),
  /** Blocks whose input is added to their output. */
  residual_blocks: z.array(z.int().min(0)).default([]),
  input: z.string(),
});

/** A trunk's layers, the stem first. */
export type TrunkArchitecture = z.infer<typeof architectureFile>;
type Layer = TrunkArchitecture['layers'][number][number];

/** Read `architecture.json`. @throws ZodError */
export function parseArchitecture(json: string): TrunkArchitecture {
  return architectureFile.parse(JSON.parse(json));
}

/** What a trunk gives of pictures: the taps in order, and the last layer. All [n, channels, rows, columns]. */
export interface TrunkOutput {
  readonly taps: readonly Node[];
  readonly last: Node;
}

/** Build a trunk over pictures [n, 3, h, w] in 0…1. */
export function trunk(architecture: TrunkArchitecture, weights: Weights, pixels: Node): TrunkOutput {
  const taps: Node[] = [];
  let x = scaled(architecture.input, pixels);
  for (const [i, block] of architecture.layers.entries()) {
    const before = x;
    for (const layer of block) x = convolve(layer, weights, x);
    if (architecture.residual_blocks.includes(i - 1)) x = add(x, before);
    if (architecture.taps_after_block.includes(i - 1)) taps.push(x);
  }
  return { taps, last: x };
}

// Implementation

function scaled(input: string, pixels: Node): Node {
  return input.startsWith('(255') ? mul(sub(pixels, 127 / 255), 255 / 128) : mul(sub(pixels, 0.5), 2);
}

function convolve(layer: Layer, weights: Weights, x: Node): Node {
  const { name, kernel, stride, groups, relu6 } = layer;
  const [, channels = 0, rows = 0, columns = 0] = x.shape;
  const [top, bottom] = samePadding(rows, kernel, stride);
  const [left, right] = samePadding(columns, kernel, stride);
  const y = convolution(x, weightNode(weights, `${name}.weight`), weightNode(weights, `${name}.bias`), {
    stride,
    pads: [top, left, bottom, right],
    groups: groups === 'depthwise' ? channels : 1,
  });
  return relu6 ? clip(y, 0, 6) : y;
}

/** "Same" padding as TensorFlow has it: at stride 2 the odd pixel goes right and below. */
function samePadding(size: number, kernel: number, stride: number): [number, number] {
  if (stride === 1) return [kernel >> 1, kernel >> 1];
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  return [total >> 1, total - (total >> 1)];
}
