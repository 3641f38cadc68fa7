import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CppnSpec } from '../../../engine/cppn/cppn.ts';
import { cppnWgsl, type KernelShape } from '../../../engine/cppn/wgsl.ts';
import { SPEC_M } from '../../helpers/nets.ts';

// That the kernels compile and draw the reference's pixels is tested in test/integration/renderers.test.ts.

const SPEC: CppnSpec = {
  fourierPairs: 0,
  latents: 0,
  audioInputs: 0,
  hidden: [[{ activation: 'atan-pair', units: 4 }]],
};
const PLAIN: KernelShape = { pixels: 1, unrolled: true, memory: 'uniform', precision: 'f32' };

test('a small net reads as the formula that it is', () => {
  assert.equal(
    cppnWgsl(SPEC, 'net', PLAIN),
    `fn net(x: f32, y: f32, c: u32, w: u32) -> vec4f {
  let f0_0 = vec4f(x, y, sqrt(x * x + y * y), 0.0);
  let a0_0 = firstWeights(c + 0u) * f0_0;
  let z0_0_0 = a0_0 + constants[c + 4u];
  let f1_0 = atan(z0_0_0) / 0.67;
  let f1_1 = atan(z0_0_0) * atan(z0_0_0) / 0.6;
  let rgb = weights[w + 0u] * f1_0 + weights[w + 1u] * f1_1;
  let last = constants[c + 5u];
  return sigmoid(rgb + last);
}
`,
  );
});

test('several pixels are the columns of a matrix', () => {
  assert.match(cppnWgsl(SPEC, 'net', { ...PLAIN, pixels: 2 }), /fn net\(x: vec2f, y: vec2f, .*\) -> mat2x4f/);
  assert.match(cppnWgsl(SPEC, 'net', { ...PLAIN, pixels: 4 }), /fn net\(x: vec4f, y: vec4f, .*\) -> mat4x4f/);
});

test('in f16 only features and weights after the first layer are halves', () => {
  const text = cppnWgsl(SPEC, 'net', { ...PLAIN, precision: 'f16' });
  assert.match(text, /let f0_0 = vec4f\(/);
  assert.match(text, /let f1_0 = vec4h\(/);
  assert.match(text, /sigmoid\(vec4f\(rgb\) \+ last\)/);
});

test('a looped net is as long for a wide and deep net as for a small one', () => {
  const lines = (units: number, depth: number) => {
    const hidden = Array.from({ length: depth }, () => [{ activation: 'sin', units } as const]);
    return cppnWgsl({ ...SPEC_M, hidden }, 'net', { ...PLAIN, unrolled: false }).split('\n').length;
  };
  assert.equal(lines(64, 6), lines(8, 1));
});
