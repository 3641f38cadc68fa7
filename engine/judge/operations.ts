/**
 * Elementwise operations and what is made of them, each with its derivative beside it. Two tensors broadcast as NumPy's do; a
 * plain number stands for a constant. {@link gradients} is where a graph's derivative is asked for.
 */

import { apply, backward, type Node, type Operation, scalar } from './graph.ts';
import { asNode, broadcastShape, expand, reduceSum, reshape, sumTo, zeros } from './structure.ts';

/** A tensor, or a number that stands for a constant. */
export type Operand = Node | number;

/**
 * Give the gradients of a scalar (or of the sum of a tensor's elements) with respect to nodes of its graph, as nodes of their shapes.
 * @param seed weights of the sum, of the shape of `of`, in place of ones
 */
export function gradients(of: Node, wrt: readonly Node[], seed: Node = expand(scalar(1), of.shape)): Node[] {
  return backward(of, wrt, seed, add, zeros);
}

export const add = binary(
  'Add',
  (g) => g,
  (g) => g,
);
export const sub = binary('Sub', (g) => g, neg);
export const mul = binary(
  'Mul',
  (g, _, b) => mul(g, b),
  (g, a) => mul(g, a),
);
export const div = binary(
  'Div',
  (g, _, b) => div(g, b),
  (g, _, b, y) => neg(div(mul(g, y), b)),
);
/** The larger of two; on a tie the gradient is the first one's. */
export const maximum = binary(
  'Max',
  (g, a, b) => where(less(a, b), 0, g),
  (g, a, b) => where(less(a, b), g, 0),
);
/** The smaller of two; on a tie the gradient is the first one's. */
export const minimum = binary(
  'Min',
  (g, a, b) => where(less(b, a), 0, g),
  (g, a, b) => where(less(b, a), g, 0),
);

export function neg(x: Node): Node {
  return negative(x);
}
export const exp = unary('Exp', (g, _, y) => mul(g, y));
export const log = unary('Log', (g, x) => div(g, x));
export const sqrt = unary('Sqrt', (g, _, y) => div(mul(g, 0.5), y));
export const sin = unary('Sin', (g, x) => mul(g, cos(x)));
export const cos = unary('Cos', (g, x) => neg(mul(g, sin(x))));
export const tanh = unary('Tanh', (g, _, y) => mul(g, sub(1, square(y))));
export const atan = unary('Atan', (g, x) => div(g, add(square(x), 1)));
export const asin = unary('Asin', (g, x) => div(g, sqrt(sub(1, square(x)))));
export const sigmoid = unary('Sigmoid', (g, _, y) => mul(g, mul(y, sub(1, y))));
export const softplus = unary('Softplus', (g, x) => mul(g, sigmoid(x)));
export const erf = unary('Erf', (g, x) => mul(mul(g, 2 / Math.sqrt(Math.PI)), exp(neg(square(x)))));
export const abs = unary('Abs', (g, x) => mul(g, sign(x)));
export const sign = unary('Sign');
export const relu = unary('Relu', (g, _, y) => where(less(0, y), g, 0));

/** Limit to a range; the gradient is 0 at its ends and beyond, as read from the result, so that the argument need not be kept. */
export function clip(x: Node, low: number, high: number): Node {
  const op: Operation = {
    name: 'clip',
    emit: (names, emitter) => emitter.operator('Clip', names),
    derivative: (g, y, k) => (k === 0 ? where(and(less(low, y), less(y, high)), g, 0) : undefined),
  };
  return apply(op, [x, scalar(low), scalar(high)], x.shape);
}

/** Choose elementwise: `yes` where the condition (bool) holds, else `no`. */
export function where(condition: Node, yes: Operand, no: Operand): Node {
  const [a, b] = [asNode(yes), asNode(no)];
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
  return apply(WHERE, [condition, a, b], shape);
}

/** Compare elementwise: bool. */
export function less(a: Operand, b: Operand): Node {
  const [x, y] = [asNode(a), asNode(b)];
  return apply(LESS, [x, y], broadcastShape(x.shape, y.shape), 'bool');
}

/** Both of two bool tensors. */
export function and(a: Node, b: Node): Node {
  return apply(AND, [a, b], broadcastShape(a.shape, b.shape), 'bool');
}

/** x². */
export function square(x: Node): Node {
  return mul(x, x);
}

/** The largest along the last axis, which stays with length 1. What ties shares the gradient evenly, as PyTorch's amax has it. */
export function reduceMax(x: Node): Node {
  const op: Operation = {
    name: 'reduceMax',
    emit: ([name = ''], e) => e.operator('ReduceMax', [name, e.integers([-1])], { keepdims: 1 }),
    derivative(g, y) {
      const largest = where(less(x, y), 0, expand(scalar(1), x.shape));
      return mul(g, div(largest, reduceSum(largest, [x.shape.length - 1], true)));
    },
  };
  return apply(op, [x], [...x.shape.slice(0, -1), 1]);
}

/** Average over axes, which stay with length 1 if `keep`. */
export function reduceMean(x: Node, axes: readonly number[], keep = false): Node {
  const kept = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  const count = axes.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  const op: Operation = {
    name: 'reduceMean',
    emit: ([name = ''], e) => e.operator('ReduceMean', [name, e.integers(axes)], { keepdims: keep ? 1 : 0 }),
    derivative: (g) => expand(reshape(mul(g, 1 / count), kept), x.shape),
  };
  return apply(op, [x], keep ? kept : x.shape.filter((_, axis) => !axes.includes(axis)));
}

/** Shares that sum to 1 along the last axis: exp(x) / Σ exp(x). */
export const softmax = unary(
  'Softmax',
  (g, x, y) => {
    const weighted = mul(g, y);
    return sub(weighted, mul(y, reduceSum(weighted, [x.shape.length - 1], true)));
  },
  { axis: -1 },
);

/** The logarithm of {@link softmax}, exact where shares are tiny. */
export const logSoftmax = unary(
  'LogSoftmax',
  (g, x, y) => sub(g, mul(exp(y), reduceSum(g, [x.shape.length - 1], true))),
  { axis: -1 },
);

/** x · Φ(x) with the normal distribution's own Φ. @see Hendrycks and Gimpel, "Gaussian error linear units", 2016 */
export function gelu(x: Node): Node {
  return mul(x, add(mul(erf(mul(x, Math.SQRT1_2)), 0.5), 0.5));
}

/** x · sigmoid(1.702 x), OpenAI's stand-in for {@link gelu}. */
export function quickGelu(x: Node): Node {
  return mul(x, sigmoid(mul(x, 1.702)));
}

/** Divide by the Euclidean norm along the last axis. No epsilon: a vector of zeros gives NaN. */
export function normalize(x: Node): Node {
  return div(x, sqrt(reduceSum(square(x), [x.shape.length - 1], true)));
}

// Implementation

const negative = unary('Neg', (g) => neg(g));

const WHERE: Operation = {
  name: 'where',
  emit: (names, emitter) => emitter.operator('Where', names),
  derivative(g, { inputs: [condition, a, b] }, k) {
    if (!condition || !a || !b || k === 0) return undefined;
    return k === 1 ? sumTo(where(condition, g, 0), a.shape) : sumTo(where(condition, 0, g), b.shape);
  },
};
const LESS: Operation = { name: 'less', emit: (names, emitter) => emitter.operator('Less', names) };
const AND: Operation = { name: 'and', emit: (names, emitter) => emitter.operator('And', names) };

/** Declare an operation on one tensor. `derivative` sees the upstream gradient, the argument and the result. */
function unary(
  type: string,
  derivative?: (g: Node, x: Node, y: Node) => Node,
  attributes: Readonly<Record<string, number>> = {},
): (x: Node) => Node {
  const op: Operation = {
    name: type,
    emit: (names, emitter) => emitter.operator(type, names, attributes),
    ...(derivative && { derivative: (g: Node, y: Node) => derivative(g, y.inputs[0] ?? y, y) }),
  };
  return (x) => apply(op, [x], x.shape);
}

/** Declare an operation on two tensors; broadcast axes are summed in the gradients. */
function binary(
  type: string,
  first: (g: Node, a: Node, b: Node, y: Node) => Node,
  second: (g: Node, a: Node, b: Node, y: Node) => Node,
): (a: Operand, b: Operand) => Node {
  const op: Operation = {
    name: type,
    emit: (names, emitter) => emitter.operator(type, names),
    derivative(g, y, k) {
      const [a = y, b = y] = y.inputs;
      return sumTo((k === 0 ? first : second)(g, a, b, y), (k === 0 ? a : b).shape);
    },
  };
  return (left, right) => {
    const [a, b] = [asNode(left), asNode(right)];
    return apply(op, [a, b], broadcastShape(a.shape, b.shape));
  };
}
