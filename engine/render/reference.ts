/**
 * The reference picture of a scene: `cppn.evaluate` at every pixel centre, mixed and graded exactly. Slow on purpose; the
 * oracle for every renderer, and enough for a thumbnail.
 */

import { type Cppn, evaluate, foldCondition } from '../cppn/cppn.ts';
import { clamp } from '../units.ts';
import { blendLight } from './blend.ts';
import { applyGrade, fromLinear, toLinear } from './colour.ts';
import { layerShares, needsLight, pixelCoordinates, type Scene } from './scene.ts';

/** Render a scene to rgba, [height, width, 4] bytes. Allocates the result. */
export function renderReference(scene: Scene): Uint8Array {
  const rgba = new Uint8Array(scene.width * scene.height * 4);
  const shares = layerShares(scene);
  const layers = scene.layers.map((layer, i) => ({
    net: layer.net,
    share: shares[i] ?? 0,
    bias: foldCondition(layer.net, layer.condition),
  }));
  for (let row = 0; row < scene.height; row++) {
    for (let column = 0; column < scene.width; column++) {
      const rgb = pixel(layers, scene, column, row);
      rgba.set([byte(rgb[0]), byte(rgb[1]), byte(rgb[2]), 255], 4 * (row * scene.width + column));
    }
  }
  return rgba;
}

// Implementation

interface PreparedLayer {
  readonly net: Cppn;
  readonly share: number;
  readonly bias: Float32Array;
}

function pixel(layers: readonly PreparedLayer[], scene: Scene, column: number, row: number): [number, number, number] {
  const [x, y] = pixelCoordinates(scene, column, row);
  const only = needsLight(scene) ? undefined : layers[0];
  if (only) return evaluate(only.net, only.bias, x, y);
  const { blend, grade, gamma } = scene;
  const split = blend?.split ?? layers.length;
  const first = mix(layers.slice(0, split), x, y);
  const light = blend ? [...blendLight(blend, first, mix(layers.slice(split), x, y))] : first;
  const rgb: [number, number, number] = [light[0] ?? 0, light[1] ?? 0, light[2] ?? 0];
  if (grade) applyGrade(grade, rgb);
  return rgb.map((channel) => fromLinear(clamp(channel, 0, 1)) ** (1 / gamma)) as [number, number, number];
}

/** The weighted sum of some layers in linear light. */
function mix(layers: readonly PreparedLayer[], x: number, y: number): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (const layer of layers) {
    const [r, g, b] = evaluate(layer.net, layer.bias, x, y);
    sum[0] += layer.share * toLinear(r);
    sum[1] += layer.share * toLinear(g);
    sum[2] += layer.share * toLinear(b);
  }
  return sum;
}

function byte(value: number): number {
  return Math.round(clamp(value, 0, 1) * 255);
}
