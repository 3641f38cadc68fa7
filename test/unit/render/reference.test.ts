/** Oracle: nets whose picture is a closed form. One unit passes x or y through, or nothing at all reaches the output but its bias. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cppn, type CppnSpec, parameterShapes } from '../../../engine/cppn/cppn.ts';
import { toLinear } from '../../../engine/render/colour.ts';
import { renderReference } from '../../../engine/render/reference.ts';
import { IDENTITY_VIEW, type Scene, type SceneLayer } from '../../../engine/render/scene.ts';

type Rgb = readonly [number, number, number];

const spec: CppnSpec = {
  fourierPairs: 0,
  latents: 0,
  audioInputs: 0,
  hidden: [[{ activation: 'identity', units: 4 }]],
};

/** A net of zeros but for the given numbers. */
function net(values: Readonly<Record<string, Readonly<Record<number, number>>>>): Cppn {
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of parameterShapes(spec)) {
    const numbers = new Float32Array(shape.reduce((product, n) => product * n, 1));
    for (const [at, value] of Object.entries(values[name] ?? {})) numbers[Number(at)] = value;
    weights.set(name, numbers);
  }
  return { spec, weights };
}

/** A net of one colour everywhere: the sigmoid's inverse as the output's bias. */
function flatNet([r, g, b]: Rgb): Cppn {
  const logit = (p: number) => Math.log(p / (1 - p));
  return net({ 'output.bias': { 0: logit(r), 1: logit(g), 2: logit(b) } });
}

function layer(of: Cppn, weight = 1): SceneLayer {
  return { name: 'test', net: of, weight, condition: Float32Array.of(0, 1) };
}

function scene(layers: readonly SceneLayer[], more: Partial<Scene> = {}): Scene {
  return { time: 0, audioTime: 0, width: 4, height: 2, view: IDENTITY_VIEW, layers, grade: null, ...more };
}

/** The sRGB byte of an amount of linear light: the curve's inverse found by bisection over `toLinear`. */
function byteOf(linear: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (toLinear(middle) < linear) low = middle;
    else high = middle;
  }
  return Math.round(255 * low);
}

test('a flat net fills the frame with its colour', () => {
  const rgba = renderReference(scene([layer(flatNet([0.2, 0.4, 0.8]))]));
  assert.deepEqual([...rgba], Array(8).fill([51, 102, 204, 255]).flat());
});

test('a net that hands on x and y gives σ(x) and σ(y) at the pixel centres, rows from the top', () => {
  // Weight [input, unit] row-major with 4 units: x → unit 0, y → unit 1. Output [unit, channel] with 3 channels.
  const ramp = net({ 'hidden.0.weight': { 0: 1, 5: 1 }, 'output.weight': { 0: 1, 4: 1 } });
  const rgba = renderReference(scene([layer(ramp)]));
  const sigmoid = (z: number) => Math.round(255 / (1 + Math.exp(-z)));
  const expected = [-1, 1].flatMap((y) =>
    [-3, -1, 1, 3].flatMap((x) => [sigmoid((x * Math.PI) / 2), sigmoid((y * Math.PI) / 2), 128, 255]),
  );
  assert.deepEqual([...rgba], expected);
});

test('two nets mix in linear light', () => {
  const rgba = renderReference(scene([layer(flatNet([0.9, 0.4, 0.2])), layer(flatNet([0.1, 0.4, 0.2]))]));
  const half = byteOf((toLinear(0.9) + toLinear(0.1)) / 2);
  assert.deepEqual([...rgba.subarray(0, 4)], [half, 102, 51, 255]);
});

test('shares are relative: 2 and 6 mix as 1 and 3', () => {
  const [a, b] = [flatNet([0.9, 0.4, 0.2]), flatNet([0.1, 0.4, 0.7])];
  assert.deepEqual(
    renderReference(scene([layer(a, 2), layer(b, 6)])),
    renderReference(scene([layer(a, 0.25), layer(b, 0.75)])),
  );
});

test('a net mixed with itself is the net alone', () => {
  const one = flatNet([0.3, 0.6, 0.9]);
  assert.deepEqual(renderReference(scene([layer(one, 0.4), layer(one, 0.6)])), renderReference(scene([layer(one)])));
});

test('the grade acts on linear light, also on a single net', () => {
  const half = [0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0];
  const rgba = renderReference(scene([layer(flatNet([0.8, 0.4, 0.2]))], { grade: half }));
  const expected = [0.8, 0.4, 0.2].map((c) => byteOf(toLinear(c) / 2));
  assert.deepEqual([...rgba.subarray(0, 3)], expected);
});

test('a black grade is black', () => {
  const rgba = renderReference(scene([layer(flatNet([0.8, 0.4, 0.2]))], { grade: new Array(12).fill(0) }));
  assert.deepEqual([...rgba.subarray(0, 4)], [0, 0, 0, 255]);
});

test('the view moves where the pixels look', () => {
  const ramp = net({ 'hidden.0.weight': { 0: 1 }, 'output.weight': { 0: 1 } });
  const rgba = renderReference(scene([layer(ramp)], { view: [0, 0, 2, 0, 0, 0] }));
  assert.equal(rgba[0], Math.round(255 / (1 + Math.exp(-2))));
});

test("a layer's condition reaches its picture", () => {
  // Loop cos → unit 0 → red.
  const clock = net({ condition: { 4: 3 }, 'output.weight': { 0: 1 } });
  const rgba = renderReference(scene([{ ...layer(clock), condition: Float32Array.of(0, -1) }]));
  assert.equal(rgba[0], Math.round(255 / (1 + Math.exp(3))));
});
