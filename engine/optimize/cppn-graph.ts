/**
 * The CPPN as nodes of a differentiable graph: coordinates and conditions in, pictures out, weights as inputs that gradients can be
 * asked for. Features stand before pixels ([cutouts, features, pixels]), so that a layer is one matrix product for each cutout and
 * the pictures come out as a judge takes them. Held to `cppn.evaluate` by a test.
 */

import { type Activation, type CppnSpec, parameterShapes, type UnitGroup } from '../cppn/cppn.ts';
import { apply, input, type Node, type Operation } from '../judge/graph.ts';
import {
  abs,
  add,
  atan,
  cos,
  exp,
  gradients,
  mul,
  neg,
  sigmoid,
  sin,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
} from '../judge/operations.ts';
import { matmul } from '../judge/products.ts';
import { concat, reduceSum, reshape, slice, transpose } from '../judge/structure.ts';

/** What each activation makes of a group's sums: one node for each feature that a unit gives. */
export const ACTIVATION_NODES: Readonly<Record<Activation, (z: Node) => Node[]>> = {
  identity: (z) => [z],
  sin: (z) => [sin(z)],
  cos: (z) => [cos(z)],
  gaussian: (z) => [sub(mul(exp(neg(square(z))), 2), 1)],
  tanh: (z) => [tanh(z)],
  sigmoid: (z) => [sigmoid(z)],
  softplus: (z) => [softplus(z)],
  abs: (z) => [abs(z)],
  atan: (z) => [atan(z)],
  'atan-pair': (z) => [mul(atan(z), 1 / 0.67), mul(square(atan(z)), 1 / 0.6)],
};

/** Make an input for each of a net's tensors, by name; shapes as `parameterShapes` gives them. */
export function weightInputs(spec: CppnSpec): Map<string, Node> {
  return new Map([...parameterShapes(spec)].map(([name, shape]) => [name, input(name, shape)]));
}

/**
 * Evaluate the net.
 * @param coordinates [cutouts or 1, 2, pixels]
 * @param conditions [cutouts, conditionCount, 1]
 * @param pairGains [pairs, 1], the factor on each Fourier pair
 * @returns [cutouts, 3, pixels], sRGB 0…1
 */
export function cppnNodes(
  spec: CppnSpec,
  weights: ReadonlyMap<string, Node>,
  inputs: { readonly coordinates: Node; readonly conditions: Node; readonly pairGains: Node },
): Node {
  const { coordinates, conditions, pairGains } = inputs;
  const weight = (name: string): Node => {
    const node = weights.get(name);
    if (!node) throw new RangeError(`the net has no tensor "${name}"`);
    return node;
  };
  const columns = (name: string): Node => transpose(weight(name));
  const column = (name: string): Node => reshape(weight(name), [-1, 1]);

  const radius = sqrt(add(reduceSum(square(coordinates), [1], true), RADIUS_FLOOR));
  const features = [coordinates, radius];
  if (spec.fourierPairs > 0) {
    const phase = matmul(weight('fourier'), coordinates);
    features.push(mul(sin(phase), pairGains), mul(cos(phase), pairGains));
  }
  let h = concat(features, 1);
  spec.hidden.forEach((layer, i) => {
    const bias = column(`hidden.${i}.bias`);
    const shift = i === 0 ? add(matmul(columns('condition'), conditions), bias) : bias;
    h = activate(layer, add(matmul(columns(`hidden.${i}.weight`), h), shift));
  });
  return sigmoid(add(matmul(columns('output.weight'), h), column('output.bias')));
}

// Implementation

/** Keeps the square root's derivative finite at the centre. */
const RADIUS_FLOOR = 1e-6;

/**
 * Apply each group's activation to its units. One operation for the graph, so that the groups' gradients are joined side by side;
 * taken apart, each would be padded to full width and all of them summed, which costs more than the activations.
 */
function activate(layer: readonly UnitGroup[], sums: Node): Node {
  let at = 0;
  const groups = layer.map(({ activation, units }) => {
    const z = slice(sums, 1, at, units);
    at += units;
    return { z, result: concat(ACTIVATION_NODES[activation](z), 1) };
  });
  const joined = concat(
    groups.map(({ result }) => result),
    1,
  );
  const op: Operation = {
    name: 'activate',
    emit: ([, name = '']) => name,
    derivative(g, _, k) {
      if (k !== 0) return undefined;
      let from = 0;
      const parts = groups.map(({ z, result }) => {
        const width = result.shape[1] ?? 0;
        const [part = z] = gradients(result, [z], slice(g, 1, from, width));
        from += width;
        return part;
      });
      return concat(parts, 1);
    },
  };
  return apply(op, [sums, joined], joined.shape);
}
