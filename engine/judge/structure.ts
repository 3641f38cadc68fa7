/**
 * Operations that move numbers and sum them: views, slices, paddings, gathers, reductions. Each stands beside its adjoint, which
 * is its derivative: slice and pad, stride and dilate, expand and reduce, gather and scatter.
 */

import { apply, constant, type Node, type NumberType, type Operation, scalar, sizeOf } from './graph.ts';

/** View the same numbers in another shape. One −1 stands for what is left. */
export function reshape(x: Node, shape: readonly number[]): Node {
  const known = shape.reduce((product, n) => (n < 0 ? product : product * n), 1);
  const target = shape.map((n) => (n < 0 ? sizeOf(x.shape) / known : n));
  if (sizeOf(target) !== sizeOf(x.shape)) throw new Error(`reshape: [${x.shape}] does not fit into [${shape}]`);
  return apply(RESHAPE, [x], target, x.type);
}

/** Permute the axes: axis i of the result is axis `permutation[i]` of x. Without one, the last two change places. */
export function transpose(x: Node, permutation: readonly number[] = lastTwoSwapped(x.shape.length)): Node {
  const op: Operation = {
    name: 'transpose',
    emit: ([name = ''], emitter) => emitter.operator('Transpose', [name], { perm: permutation }),
    derivative: (g) =>
      transpose(
        g,
        permutation.map((_, i) => permutation.indexOf(i)),
      ),
  };
  return apply(
    op,
    [x],
    permutation.map((axis) => x.shape[axis] ?? 0),
    x.type,
  );
}

/** Take from `start` on along an axis, `length` elements, every `step`th. */
export function slice(x: Node, axis: number, start: number, length: number, step = 1): Node {
  const size = x.shape[axis] ?? 0;
  const end = start + (length - 1) * step;
  if (start < 0 || length < 1 || end >= size) throw new Error(`slice: ${start}…${end} of axis ${axis} of [${x.shape}]`);
  if (length === size) return x;
  const op: Operation = {
    name: 'slice',
    emit: ([name = ''], e) =>
      e.operator('Slice', [name, e.integers([start]), e.integers([end + 1]), e.integers([axis]), e.integers([step])]),
    derivative: (g) => pad(dilate(g, axis, step), axis, start, size - end - 1),
  };
  return apply(op, [x], replaced(x.shape, axis, length), x.type);
}

/** Reverse an axis. */
export function reverse(x: Node, axis: number): Node {
  const op: Operation = {
    name: 'reverse',
    emit: ([name = ''], e) =>
      e.operator('Slice', [name, e.integers([-1]), e.integers([-(2 ** 31)]), e.integers([axis]), e.integers([-1])]),
    derivative: (g) => reverse(g, axis),
  };
  return apply(op, [x], x.shape, x.type);
}

/** Put zeros before and after along an axis. */
export function pad(x: Node, axis: number, before: number, after: number): Node {
  if (before === 0 && after === 0) return x;
  const size = x.shape[axis] ?? 0;
  const op: Operation = {
    name: 'pad',
    emit: ([name = ''], e) => e.operator('Pad', [name, e.integers([before, after]), '', e.integers([axis])]),
    derivative: (g) => slice(g, axis, before, size),
  };
  return apply(op, [x], replaced(x.shape, axis, size + before + after));
}

/** Put `step` − 1 zeros between neighbours along an axis: the adjoint of a strided slice. */
export function dilate(x: Node, axis: number, step: number): Node {
  const size = x.shape[axis] ?? 0;
  if (step === 1 || size === 1) return x;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const spread = pad(reshape(x, [...before, size, 1, ...after]), axis + 1, 0, step - 1);
  return slice(reshape(spread, [...before, size * step, ...after]), axis, 0, (size - 1) * step + 1);
}

/**
 * Put `step` − 1 zeros after every number along the last two axes of [n, c, h, w], in one pass over memory: the adjoint of taking every
 * `step`th row and column.
 */
export function spread(x: Node, step: number): Node {
  if (step === 1) return x;
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  const op: Operation = {
    name: 'spread',
    emit([name = ''], e) {
      const apart = e.operator('Reshape', [name, e.integers([n, c, h, 1, w, 1])]);
      const after = e.integers([0, 0, step - 1, step - 1]);
      const padded = e.operator('Pad', [apart, after, '', e.integers([3, 5])]);
      return e.operator('Reshape', [padded, e.integers([n, c, h * step, w * step])]);
    },
    derivative: (g) => slice(slice(g, 2, 0, h, step), 3, 0, w, step),
  };
  return apply(op, [x], [n, c, h * step, w * step]);
}

/** Join along an axis. */
export function concat(parts: readonly Node[], axis: number): Node {
  const [first] = parts;
  if (!first) throw new Error('concat: nothing to join');
  if (parts.length === 1) return first;
  const sizes = parts.map((part) => part.shape[axis] ?? 0);
  const op: Operation = {
    name: 'concat',
    emit: (names, emitter) => emitter.operator('Concat', names, { axis }),
    derivative: (g, _, k) =>
      slice(
        g,
        axis,
        sizes.slice(0, k).reduce((sum, n) => sum + n, 0),
        sizes[k] ?? 0,
      ),
  };
  const total = sizes.reduce((sum, n) => sum + n, 0);
  for (const part of parts) {
    if (replaced(part.shape, axis, 0).join() !== replaced(first.shape, axis, 0).join()) {
      throw new Error(`concat: [${part.shape}] beside [${first.shape}] along axis ${axis}`);
    }
  }
  return apply(op, parts, replaced(first.shape, axis, total), first.type);
}

/** Repeat along axes of length 1, and new leading ones, until the shape is reached. */
export function expand(x: Node, shape: readonly number[]): Node {
  if (x.shape.join() === shape.join()) return x;
  const op: Operation = {
    name: 'expand',
    emit: ([name = ''], e) => e.operator('Expand', [name, e.integers(shape)]),
    derivative: (g) => sumTo(g, x.shape),
  };
  return apply(op, [x], shape, x.type);
}

/** Sum over axes, which stay with length 1 if `keep`. */
export function reduceSum(x: Node, axes: readonly number[], keep = false): Node {
  const kept = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  const op: Operation = {
    name: 'reduceSum',
    emit: ([name = ''], e) => e.operator('ReduceSum', [name, e.integers(axes)], { keepdims: keep ? 1 : 0 }),
    derivative: (g) => expand(reshape(g, kept), x.shape),
  };
  return apply(op, [x], keep ? kept : x.shape.filter((_, axis) => !axes.includes(axis)));
}

/** Sum over the axes along which `shape` was broadcast: the adjoint of {@link expand}. */
export function sumTo(x: Node, shape: readonly number[]): Node {
  if (x.shape.join() === shape.join()) return x;
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((n, axis) => (axis < lead || (shape[axis - lead] === 1 && n !== 1) ? [axis] : []));
  return reshape(axes.length > 0 ? reduceSum(x, axes, true) : x, shape);
}

/** Take rows of x by number: [rows, …] and int32 [n, …] give [n, …, …]. */
export function gather(x: Node, indices: Node): Node {
  return apply(GATHER, [x, indices], [...indices.shape, ...x.shape.slice(1)], x.type);
}

/** Add rows into a tensor of zeros with `rows` rows, where the indices say: the adjoint of {@link gather}. */
export function scatterAdd(updates: Node, indices: Node, rows: number): Node {
  const op: Operation = {
    name: 'scatterAdd',
    emit([values = '', numbers = '', empty = ''], e) {
      const places = e.operator('Unsqueeze', [e.operator('Cast', [numbers], { to: 7 }), e.integers([-1])]);
      return e.operator('ScatterND', [empty, places, values], { reduction: 'add' });
    },
    derivative: (g, _, k) => (k === 0 ? gather(g, indices) : undefined),
  };
  const shape = [rows, ...updates.shape.slice(indices.shape.length)];
  return apply(op, [updates, indices, zeros(shape)], shape);
}

/** A constant of zeros. */
export function zeros(shape: readonly number[]): Node {
  return expand(constant(new Float32Array(1), new Array(shape.length).fill(1)), shape);
}

/** Give the shape that two broadcast to. @throws Error where they do not fit */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (m !== n && m !== 1 && n !== 1) throw new Error(`shapes [${a}] and [${b}] do not fit together`);
    return m === 1 ? n : m;
  });
}

/** Turn a number into a node. */
export function asNode(x: Node | number): Node {
  return typeof x === 'number' ? scalar(x) : x;
}

/** Change the type of the numbers; no derivative. */
export function cast(x: Node, type: NumberType): Node {
  const op: Operation = {
    name: 'cast',
    emit: ([name = ''], emitter) =>
      emitter.operator('Cast', [name], { to: type === 'float32' ? 1 : type === 'int32' ? 6 : 9 }),
  };
  return apply(op, [x], x.shape, type);
}

// Implementation

const RESHAPE: Operation = {
  name: 'reshape',
  emit: ([name = ''], e, { shape }) => e.operator('Reshape', [name, e.integers(shape)]),
  derivative: (g, { inputs: [x] }) => reshape(g, x?.shape ?? []),
};

const GATHER: Operation = {
  name: 'gather',
  emit: (names, emitter) => emitter.operator('Gather', names, { axis: 0 }),
  derivative: (g, { inputs: [x, indices] }, k) =>
    k === 0 && x && indices ? scatterAdd(g, indices, x.shape[0] ?? 0) : undefined,
};

function lastTwoSwapped(rank: number): number[] {
  return Array.from({ length: rank }, (_, i) => (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i));
}

function replaced(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((n, i) => (i === axis ? size : n));
}
