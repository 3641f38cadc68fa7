/**
 * A CPPN as most would run it: a graph of whole layers on ONNX Runtime's CPU provider, every layer's features of all pixels written to
 * memory and read again. The yardstick that `bench:render` measures the fused kernels against.
 */

import { type Cppn, foldCondition, tensor, unitCount } from '../../engine/cppn/cppn.ts';
import { constant, input, type Node } from '../../engine/judge/graph.ts';
import { add, cos, sigmoid, sin, sqrt, square } from '../../engine/judge/operations.ts';
import { matmul } from '../../engine/judge/products.ts';
import { openSession } from '../../engine/judge/session.io.ts';
import type { Session } from '../../engine/judge/session.ts';
import { concat, reduceSum, slice } from '../../engine/judge/structure.ts';
import { ACTIVATION_NODES } from '../../engine/optimize/cppn-graph.ts';
import { pixelCoordinates, type Scene } from '../../engine/render/scene.ts';

/** Open a session whose run gives rgb [pixels, 3] from `points` [pixels, 2]. @throws EngineError 'judge' without the runtime */
export function openLayered(net: Cppn, condition: ArrayLike<number>, pixels: number): Promise<Session> {
  const { spec } = net;
  const points = input('points', [pixels, 2]);
  const radius = sqrt(reduceSum(square(points), [1], true));
  let features: Node = concat([points, radius], 1);
  if (spec.fourierPairs > 0) {
    const phases = matmul(points, constant(transposed(tensor(net, 'fourier'), 2), [2, spec.fourierPairs]));
    features = concat([features, sin(phases), cos(phases)], 1);
  }
  spec.hidden.forEach((layer, i) => {
    const units = unitCount(layer);
    const weight = tensor(net, `hidden.${i}.weight`);
    const bias = i === 0 ? foldCondition(net, condition) : tensor(net, `hidden.${i}.bias`);
    const sums = add(matmul(features, constant(weight, [weight.length / units, units])), constant(bias));
    let first = 0;
    const groups = layer.flatMap(({ activation, units: count }) => {
      const group = slice(sums, 1, first, count);
      first += count;
      return ACTIVATION_NODES[activation](group);
    });
    features = groups.length > 1 ? concat(groups, 1) : (groups[0] ?? features);
  });
  const weight = tensor(net, 'output.weight');
  const rgb = sigmoid(
    add(matmul(features, constant(weight, [weight.length / 3, 3])), constant(tensor(net, 'output.bias'))),
  );
  return openSession({ outputs: { rgb } });
}

/** Give a scene's pixel centres, [pixels, 2]. */
export function pointsOf(scene: Scene): Float32Array {
  const points = new Float32Array(2 * scene.width * scene.height);
  for (let row = 0, at = 0; row < scene.height; row++) {
    for (let column = 0; column < scene.width; column++, at += 2) points.set(pixelCoordinates(scene, column, row), at);
  }
  return points;
}

// Implementation

function transposed(rows: Float32Array, columns: number): Float32Array {
  const count = rows.length / columns;
  return Float32Array.from(rows, (_, i) => rows[(i % count) * columns + Math.floor(i / count)] ?? 0);
}
