import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { constant, input, type Node } from '../../engine/judge/graph.ts';
import * as o from '../../engine/judge/operations.ts';
import * as p from '../../engine/judge/products.ts';
import { openSession } from '../../engine/judge/session.io.ts';
import * as s from '../../engine/judge/structure.ts';
import { seededRandom } from '../../engine/random.ts';
import { type Argument, drawn, gradientError } from '../helpers/gradients.ts';

const some = (...shape: number[]): Argument => ({ shape, from: -1.5, to: 1.5 });
const positive = (...shape: number[]): Argument => ({ shape, from: 0.5, to: 2 });
/** Away from the places where an operation has a corner. */
const above = (...shape: number[]): Argument => ({ shape, from: 0.2, to: 0.8 });
const below = (...shape: number[]): Argument => ({ shape, from: -0.8, to: -0.2 });
const rows = constant(Int32Array.from([2, 0, 2, 1]));
const kernel = (...shape: number[]) => constant(drawn(some(...shape), seededRandom(7)), shape);

const CASES: readonly (readonly [string, (...x: Node[]) => Node, readonly Argument[]])[] = [
  ['add, broadcast', (a = rows, b = rows) => o.add(a, b), [some(2, 3), some(3)]],
  ['sub, broadcast', (a = rows, b = rows) => o.sub(a, b), [some(2, 1), some(2, 3)]],
  ['mul, broadcast', (a = rows, b = rows) => o.mul(a, b), [some(2, 3), some(1, 3)]],
  ['div, broadcast', (a = rows, b = rows) => o.div(a, b), [some(2, 3), positive(2, 1)]],
  ['maximum', (a = rows, b = rows) => o.maximum(a, b), [above(5), below(5)]],
  ['minimum', (a = rows, b = rows) => o.minimum(a, b), [above(5), below(5)]],
  ['neg', (a = rows) => o.neg(a), [some(5)]],
  ['exp', (a = rows) => o.exp(a), [some(5)]],
  ['log', (a = rows) => o.log(a), [positive(5)]],
  ['sqrt', (a = rows) => o.sqrt(a), [positive(5)]],
  ['sin', (a = rows) => o.sin(a), [some(5)]],
  ['cos', (a = rows) => o.cos(a), [some(5)]],
  ['tanh', (a = rows) => o.tanh(a), [some(5)]],
  ['atan', (a = rows) => o.atan(a), [some(5)]],
  ['asin', (a = rows) => o.asin(a), [below(5)]],
  ['sigmoid', (a = rows) => o.sigmoid(a), [some(5)]],
  ['softplus', (a = rows) => o.softplus(a), [some(5)]],
  ['erf', (a = rows) => o.erf(a), [some(5)]],
  ['abs, below 0', (a = rows) => o.abs(a), [below(5)]],
  ['relu, below 0', (a = rows) => o.relu(a), [below(5)]],
  ['relu, above 0', (a = rows) => o.relu(a), [above(5)]],
  ['clip, inside', (a = rows) => o.clip(a, 0, 1), [above(5)]],
  ['clip, outside', (a = rows) => o.clip(a, 0, 1), [below(5)]],
  ['where', (a = rows, b = rows) => o.where(o.less(0.5, a), b, o.mul(b, 3)), [above(3), some(2, 3)]],
  ['reduceSum', (a = rows) => s.reduceSum(a, [0, 2]), [some(2, 3, 4)]],
  ['reduceMax', (a = rows) => o.reduceMax(a), [some(4, 3)]],
  ['reduceMean, kept', (a = rows) => o.reduceMean(a, [1], true), [some(2, 3, 4)]],
  ['softmax', (a = rows) => o.softmax(a), [some(2, 5)]],
  ['logSoftmax', (a = rows) => o.logSoftmax(a), [some(2, 5)]],
  ['gelu', (a = rows) => o.gelu(a), [some(6)]],
  ['quickGelu', (a = rows) => o.quickGelu(a), [some(6)]],
  ['normalize', (a = rows) => o.normalize(a), [some(2, 5)]],
  ['reshape', (a = rows) => o.mul(s.reshape(a, [3, -1]), kernel(3, 2)), [some(2, 3)]],
  ['transpose', (a = rows) => o.mul(s.transpose(a, [2, 0, 1]), kernel(4, 2, 3)), [some(2, 3, 4)]],
  ['slice with a step', (a = rows) => s.slice(a, 1, 1, 3, 2), [some(2, 7)]],
  ['reverse', (a = rows) => o.mul(s.reverse(a, 1), kernel(2, 3)), [some(2, 3)]],
  ['pad', (a = rows) => s.pad(a, 1, 2, 1), [some(2, 3)]],
  ['dilate', (a = rows) => s.dilate(a, 1, 3), [some(2, 3, 2)]],
  ['spread', (a = rows) => o.mul(s.spread(a, 2), kernel(1, 2, 4, 6)), [some(1, 2, 2, 3)]],
  ['concat', (a = rows, b = rows) => s.concat([a, b, a], 1), [some(2, 3), some(2, 1)]],
  ['expand', (a = rows) => s.expand(a, [4, 2, 3]), [some(2, 1)]],
  ['gather', (a = rows) => s.gather(a, rows), [some(3, 2)]],
  ['scatterAdd', (a = rows) => s.scatterAdd(a, rows, 5), [some(4, 2)]],
  ['matmul', (a = rows, b = rows) => p.matmul(a, b), [some(2, 3), some(3, 4)]],
  ['matmul, in batches', (a = rows, b = rows) => p.matmul(a, b), [some(2, 1, 2, 3), some(3, 3, 4)]],
  ['matmul, one matrix for all on the left', (a = rows, b = rows) => p.matmul(a, b), [some(2, 3), some(4, 3, 5)]],
  ['matmul, one matrix for all on the right', (a = rows, b = rows) => p.matmul(a, b), [some(4, 2, 3), some(3, 5)]],
  ['linear', (a = rows, w = rows, b = rows) => p.linear(a, w, b), [some(2, 3), some(4, 3), some(4)]],
  ['layerNorm', (a = rows, w = rows, b = rows) => p.layerNorm(a, w, b, 1e-3), [some(3, 6), some(6), some(6)]],
  ['convolution 1×1', (a = rows) => p.convolution(a, kernel(4, 3, 1, 1), kernel(4)), [some(2, 3, 4, 5)]],
  [
    'convolution 3×3',
    (a = rows) => p.convolution(a, kernel(4, 3, 3, 3), kernel(4), { pads: [1, 1, 1, 1] }),
    [some(1, 3, 4, 5)],
  ],
  ...[6, 7].flatMap((n): (typeof CASES)[number][] => [
    [
      `convolution 3×3 of ${n}, stride 2`,
      (a = rows) => p.convolution(a, kernel(4, 3, 3, 3), kernel(4), { stride: 2, pads: [0, 0, 1, 1] }),
      [some(1, 3, n, n)],
    ],
    [
      `depthwise convolution 5×5 of ${n}, stride 2`,
      (a = rows) => p.convolution(a, kernel(3, 1, 5, 5), kernel(3), { stride: 2, pads: [1, 1, 2, 2], groups: 3 }),
      [some(2, 3, n, n)],
    ],
  ]),
  [
    'depthwise convolution 3×3',
    (a = rows) => p.convolution(a, kernel(3, 1, 3, 3), kernel(3), { pads: [1, 1, 1, 1], groups: 3 }),
    [some(2, 3, 4, 4)],
  ],
  [
    'a convolution that leaves out the last column',
    (a = rows) => p.convolution(a, kernel(2, 1, 2, 2), undefined, { stride: 2 }),
    [some(1, 1, 5, 5)],
  ],
];

for (const [name, f, args] of CASES) {
  test(`${name}: the gradient is the finite difference`, async () => {
    const error = await gradientError(f, args, seededRandom(11));
    assert.ok(error < 2e-3, `off by ${error}`);
  });
}

test('a node used twice gets both gradients', async () => {
  const error = await gradientError((a = rows) => o.mul(o.sin(a), o.add(o.exp(a), a)), [some(5)], seededRandom(2));
  assert.ok(error < 2e-3, `off by ${error}`);
});

test('what the result does not depend on has gradient 0', async () => {
  const [x, y] = [input('x', [3]), input('y', [2])];
  const [gx, gy] = o.gradients(o.square(x), [x, y]) as [Node, Node];
  const session = await openSession({ outputs: { gx, gy } }, { threads: 1 });
  const { gx: a, gy: b } = await session.run({ x: Float32Array.from([1, 2, 3]) });
  assert.deepEqual([...(a ?? [])], [2, 4, 6]);
  assert.deepEqual([...(b ?? [])], [0, 0]);
  await session.close();
});

test('a small net has the gradients that TensorFlow.js gives it', async () => {
  await tf.setBackend('cpu');
  const random = seededRandom(5);
  const shapes = { x: [2, 3, 6, 6], w: [12, 8], b: [8], q: [8, 8], u: [8, 1] } as const;
  const values = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, drawn(some(...shape), random)]),
  ) as Record<keyof typeof shapes, Float32Array>;
  const nodes = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, input(name, shape)])) as Record<
    keyof typeof shapes,
    Node
  >;
  // Patches of 2×2 to tokens, a layer, attention among tokens, a mean.
  const { x, w, b, q, u } = nodes;
  const tokens = s.reshape(s.transpose(s.reshape(x, [2, 3, 3, 2, 3, 2]), [0, 2, 4, 1, 3, 5]), [2, 9, 12]);
  const h = o.tanh(o.add(p.matmul(tokens, w), b));
  const shares = o.softmax(p.matmul(p.matmul(h, q), s.transpose(h)));
  const y = o.reduceMean(p.matmul(o.sin(p.matmul(shares, h)), u), [0, 1, 2]);
  const names = Object.keys(shapes) as (keyof typeof shapes)[];
  const grads = o.gradients(
    y,
    names.map((name) => nodes[name]),
  );
  const session = await openSession(
    { outputs: Object.fromEntries(grads.map((g, i) => [`d${names[i]}`, g])) },
    { threads: 1 },
  );
  const ours = await session.run(values);
  const f = (...[x1, w1, b1, q1, u1]: tf.Tensor[]): tf.Scalar => {
    if (!x1 || !w1 || !b1 || !q1 || !u1) throw new Error('five tensors');
    const t = x1.reshape([2, 3, 3, 2, 3, 2]).transpose([0, 2, 4, 1, 3, 5]).reshape([18, 12]);
    const k = t.matMul(w1).add(b1).tanh().reshape([2, 9, 8]);
    const keys = k.reshape([18, 8]).matMul(q1).reshape([2, 9, 8]);
    const mixed = tf.matMul(tf.softmax(tf.matMul(keys, k, false, true)), k);
    return mixed.sin().reshape([18, 8]).matMul(u1).mean().asScalar();
  };
  const theirs = tf.grads(f)(names.map((name) => tf.tensor(values[name], [...shapes[name]])));
  for (const [i, name] of names.entries()) {
    const reference = theirs[i]?.dataSync() ?? [];
    const error = Math.max(...reference.map((value, k) => Math.abs(value - (ours[`d${name}`]?.[k] ?? Number.NaN))));
    assert.ok(error < 1e-6, `${name}: off by ${error}`);
  }
  await session.close();
});
