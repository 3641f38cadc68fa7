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
  var f1_0: vec4f;
  var f1_1: vec4f;
  {
  let sum = firstWeights(c + 0u) * f0_0;
  let b = constants[c + 4u];
  let z0 = sum + b;
  f1_0 = atan(z0) / 0.67;
  f1_1 = atan(z0) * atan(z0) / 0.6;
  }
  let sum = weights[w + 0u] * f1_0 + weights[w + 1u] * f1_1;
  let b = constants[c + 5u];
  return sigmoid(sum + b);
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
  assert.match(text, /var f1_0: vec4h;/);
  assert.match(text, /sigmoid\(vec4f\(sum\) \+ b\)/);
});

test('a looped net is as long for wide layers as for narrow ones', () => {
  const looped = (units: number) => {
    const hidden = SPEC_M.hidden.map(() => [{ activation: 'sin', units } as const]);
    return cppnWgsl({ ...SPEC_M, hidden }, 'net', { ...PLAIN, unrolled: false }).split('\n').length;
  };
  assert.equal(looped(64), looped(8));
});
