import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cppn, CppnSpec } from '../../../engine/cppn/cppn.ts';
import { parameterShapes } from '../../../engine/cppn/cppn.ts';
import { architectureKey, netSize, packConstants, packWeights } from '../../../engine/cppn/net-layout.ts';
import { SPEC_M, SPEC_S } from '../../helpers/nets.ts';

const SPEC: CppnSpec = {
  fourierPairs: 1,
  latents: 0,
  audioInputs: 0,
  hidden: [[{ activation: 'sin', units: 4 }], [{ activation: 'tanh', units: 8 }]],
};

/** Each number of a tensor says where it is: 100 · row + column, and a thousand for each tensor. */
function numbered(spec: CppnSpec): Cppn {
  let thousand = 0;
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(spec)) {
    const [columns = 1] = shape.slice(-1);
    const count = shape.reduce((product, n) => product * n, 1);
    const base = 1000 * ++thousand;
    weights.set(
      name,
      Float32Array.from({ length: count }, (_, i) => base + 100 * Math.floor(i / columns) + (i % columns)),
    );
  }
  return { spec, weights };
}

const net = numbered(SPEC);
const of = (name: string) => [...(net.weights.get(name) ?? [])];

test('constants are frequencies, first matrices, biases and output bias, four wide', () => {
  const target = new Float32Array(4 * (netSize(SPEC).constants + 2)).fill(-1);
  packConstants(net, Float32Array.of(1, 2, 3, 4), target, 1);
  const [fx = 0, fy = 0] = of('fourier');
  const row = (i: number) => of('hidden.0.weight').slice(4 * i, 4 * i + 4);
  const none = [0, 0, 0, 0];
  const expected = [
    [fx, 0, 0, 0],
    [fy, 0, 0, 0],
    // Lanes: one sine, then three of padding; one cosine, three of padding; x, y, r, one of padding.
    [row(3), none, none, none].flat(),
    [row(4), none, none, none].flat(),
    [row(0), row(1), row(2), none].flat(),
    [1, 2, 3, 4],
    of('hidden.1.bias'),
    [...of('output.bias'), 0],
  ].flat();
  assert.deepEqual([...target], [-1, -1, -1, -1, ...expected, -1, -1, -1, -1]);
});

test('weights are matrices by block of units, then block of inputs, a column an input', () => {
  const hidden = of('hidden.1.weight');
  const matrix = (unit: number) =>
    [0, 1, 2, 3].flatMap((input) => hidden.slice(8 * input + unit, 8 * input + unit + 4));
  const output = Array.from({ length: 8 }, (_, input) => [...of('output.weight').slice(3 * input, 3 * input + 3), 0]);
  assert.deepEqual([...packWeights(net)], [matrix(0), matrix(4), output.flat()].flat());
});

test('packing a net again overwrites all that was there', () => {
  const [once, twice] = [new Float32Array(4 * netSize(SPEC).constants), new Float32Array(4 * netSize(SPEC).constants)];
  packConstants(net, new Float32Array(4), once, 0);
  packConstants(net, new Float32Array(4).fill(9), twice.fill(7), 0);
  packConstants(net, new Float32Array(4), twice, 0);
  assert.deepEqual(twice, once);
});

test('the library nets fit a dispatch of uniform memory three times and more', () => {
  // 64 KiB: 4096 vec4s and 1024 matrices.
  assert.ok(3 * netSize(SPEC_M).weights <= 1024 && 3 * netSize(SPEC_M).constants <= 4096);
  assert.ok(8 * netSize(SPEC_S).weights <= 1024 && 8 * netSize(SPEC_S).constants <= 4096);
});

test('an architecture is named by what shapes its kernel, not by its inputs of time, latent and audio', () => {
  assert.equal(architectureKey(SPEC), architectureKey({ ...SPEC, latents: 7, audioInputs: 5 }));
  const others: CppnSpec[] = [
    { ...SPEC, fourierPairs: 2 },
    { ...SPEC, hidden: SPEC.hidden.slice(0, 1) },
    { ...SPEC, hidden: [...SPEC.hidden].reverse() },
    {
      ...SPEC,
      hidden: SPEC.hidden.map((groups) => groups.map(({ units }) => ({ activation: 'cos', units }) as const)),
    },
  ];
  assert.equal(new Set([SPEC, ...others].map(architectureKey)).size, 5);
});
