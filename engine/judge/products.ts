/**
 * Matrix products, convolution and layer normalization: where the time goes. Derivatives are products and convolutions again,
 * so the runtime's fastest kernels run them.
 */

import { apply, type Node, type Operation, sizeOf } from './graph.ts';
import { mul, reduceMean, sub } from './operations.ts';
import { broadcastShape, dilate, reshape, reverse, spread, sumTo, transpose } from './structure.ts';

/** Multiply matrices: [… , n, k] · [… , k, m] → [… , n, m]; leading axes broadcast, and their gradients are summed. */
export function matmul(a: Node, b: Node): Node {
  const [k, other] = [a.shape.at(-1), b.shape.at(-2)];
  if (k !== other) throw new Error(`matmul: [${a.shape}] · [${b.shape}]`);
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return apply(MATMUL, [a, b], [...batch, a.shape.at(-2) ?? 0, b.shape.at(-1) ?? 0]);
}

/** A layer: x · wᵀ + b, x [n, in], w [out, in] as PyTorch stores it, b [out] or none. Gives [n, out]. */
export function linear(x: Node, w: Node, b?: Node): Node {
  if (x.shape.length !== 2 || x.shape[1] !== w.shape[1]) throw new Error(`linear: [${x.shape}] with [${w.shape}]`);
  return apply(LINEAR, b ? [x, w, b] : [x, w], [x.shape[0] ?? 0, w.shape[0] ?? 0]);
}

/** How a kernel moves over a picture. */
export interface ConvolutionOptions {
  readonly stride?: number;
  /** Zeros above, left, below, right; fewer than the kernel is long. */
  readonly pads?: readonly [number, number, number, number];
  /** 1, or as many as there are channels: each by its own kernel. */
  readonly groups?: number;
}

/**
 * Convolve: x [n, in, h, w], kernel [out, in / groups, k, k], bias [out] or none. Gives [n, out, …, …].
 *
 * Its derivative with respect to x is a convolution with the flipped kernel; where the stride is 2, zeros are put between the
 * gradient's numbers first. The kernel itself gets no gradient: it is frozen.
 */
export function convolution(x: Node, kernel: Node, bias?: Node, options: ConvolutionOptions = {}): Node {
  const { stride = 1, pads = [0, 0, 0, 0], groups = 1 } = options;
  const [n = 0, channels = 0, height = 0, width = 0] = x.shape;
  const [out = 0, perGroup = 0, kernelHeight = 1, kernelWidth = 1] = kernel.shape;
  if (perGroup * groups !== channels || (groups > 1 && (perGroup !== 1 || out !== channels))) {
    throw new Error(`convolution: [${x.shape}] by [${kernel.shape}] in ${groups} groups`);
  }
  const [top, left, bottom, right] = pads;
  const rows = Math.floor((height + top + bottom - kernelHeight) / stride) + 1;
  const columns = Math.floor((width + left + right - kernelWidth) / stride) + 1;
  const op: Operation = {
    name: 'convolution',
    emit: (names, emitter) =>
      emitter.operator('Conv', names, {
        strides: [stride, stride],
        pads,
        group: groups,
        kernel_shape: [kernelHeight, kernelWidth],
      }),
    derivative(g, _, k) {
      if (k !== 0) throw new Error('convolution: the kernel is frozen');
      const flipped = flip(groups > 1 ? kernel : transpose(kernel, [1, 0, 2, 3]));
      const margins = [
        kernelHeight - 1 - top,
        kernelWidth - 1 - left,
        height - 1 + top - (rows - 1) * stride,
        width - 1 + left - (columns - 1) * stride,
      ] as const;
      // Zeros that the spreading leaves at the end count as margin.
      const [y, x0, y1, x1] = [margins[0], margins[1], margins[2] - stride + 1, margins[3] - stride + 1];
      if (y1 >= 0 && x1 >= 0)
        return convolution(spread(g, stride), flipped, undefined, { pads: [y, x0, y1, x1], groups });
      const apart = dilate(dilate(g, 2, stride), 3, stride);
      return convolution(apart, flipped, undefined, { pads: margins, groups });
    },
  };
  return apply(op, bias ? [x, kernel, bias] : [x, kernel], [n, out, rows, columns]);
}

/** Normalize along the last axis to mean 0 and variance 1, then scale and shift. @see Ba, Kiros and Hinton, 2016 */
export function layerNorm(x: Node, scale: Node, shift: Node, epsilon: number): Node {
  const last = x.shape.length - 1;
  const op: Operation = {
    name: 'layerNorm',
    emit: (names, emitter) =>
      emitter.outputs('LayerNormalization', names, { axis: -1, epsilon: { float: epsilon } }, 3),
    derivative(g, node, k) {
      const [mean, inverse] = [1, 2].map((output) => part(node, output, replacedLast(x.shape)));
      if (!mean || !inverse) return undefined;
      const unit = mul(sub(x, mean), inverse);
      if (k === 1) return sumTo(mul(g, unit), scale.shape);
      if (k === 2) return sumTo(g, shift.shape);
      const scaled = mul(g, scale);
      const along = reduceMean(mul(scaled, unit), [last], true);
      return mul(sub(sub(scaled, reduceMean(scaled, [last], true)), mul(unit, along)), inverse);
    },
  };
  return apply(op, [x, scale, shift], x.shape);
}

// Implementation

const MATMUL: Operation = {
  name: 'matmul',
  emit: (names, emitter) => emitter.operator('MatMul', names),
  derivative(g, { inputs: [a, b] }, k) {
    if (!a || !b) return undefined;
    if (k === 0) return sumTo(matmul(g, transpose(b)), a.shape);
    // Rows of all batches are summed by one product where b has no batch of its own.
    const shared = b.shape.length === 2 && a.shape.length > 2;
    const [left, right] = shared ? [flatRows(a), flatRows(g)] : [a, g];
    return sumTo(matmul(transpose(left), right), b.shape);
  },
};

const LINEAR: Operation = {
  name: 'linear',
  emit: (names, emitter) => emitter.operator('Gemm', names, { transB: 1 }),
  derivative(g, { inputs: [x, w, b] }, k) {
    if (!x || !w) return undefined;
    if (k === 0) return matmul(g, w);
    return k === 1 ? matmul(transpose(g), x) : b && sumTo(g, b.shape);
  },
};

function flatRows(x: Node): Node {
  const width = x.shape.at(-1) ?? 1;
  return reshape(x, [sizeOf(x.shape) / width, width]);
}

function flip(kernel: Node): Node {
  const [height = 1, width = 1] = kernel.shape.slice(2);
  const rows = height > 1 ? reverse(kernel, 2) : kernel;
  return width > 1 ? reverse(rows, 3) : rows;
}

/** A further output of an operation that has several. */
function part(node: Node, output: number, shape: readonly number[]): Node {
  const op: Operation = { name: 'part', emit: (_, emitter) => emitter.outputOf(node, output) };
  return apply(op, [node], shape);
}

function replacedLast(shape: readonly number[]): number[] {
  return [...shape.slice(0, -1), 1];
}
