/** Oracle: nets whose picture is a closed form. One unit passes x or y through, or nothing at all reaches the output but its bias. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cppn, type CppnSpec, parameterShapes } from '../../../engine/cppn/cppn.ts';
import { BLEND_MODES } from '../../../engine/render/blend.ts';
import { toLinear } from '../../../engine/render/colour.ts';
import { renderReference } from '../../../engine/render/reference.ts';
import { PLAIN_LOOK, type Scene, type SceneLayer } from '../../../engine/render/scene.ts';
import { symmetryFolds } from '../../../engine/render/symmetry.ts';

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
  return { ...PLAIN_LOOK, time: 0, audioTime: 0, width: 4, height: 2, layers, ...more };
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

/** A square picture that has nothing symmetrical about it. */
function tilted(more: Partial<Scene> = {}): string[][] {
  const size = 8;
  const ramp = net({ 'hidden.0.weight': { 0: 1, 5: 0.3, 9: 0.5 }, 'output.weight': { 0: 0.7, 4: 1, 8: -0.4 } });
  const rgba = renderReference(scene([layer(ramp)], { width: size, height: size, ...more }));
  const pixel = (at: number) => [...rgba.subarray(4 * at, 4 * at + 3)].join(' ');
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => pixel(row * size + column)),
  );
}

test('a view turned by a quarter is the picture turned by a quarter', () => {
  const plain = tilted();
  // x = v, y = −u: what was at the right is now at the bottom.
  const turned = tilted({ view: [0, 1, 0, -1, 0, 0] });
  turned.forEach((row, r) => {
    row.forEach((pixel, c) => assert.equal(pixel, plain[7 - c]?.[r]));
  });
});

test('a mirror shows the right half on both sides', () => {
  const plain = tilted();
  const mirrored = tilted({ folds: symmetryFolds('mirror x', 1, 0) });
  for (const [r, row] of mirrored.entries()) {
    assert.deepEqual(row.slice(4), plain[r]?.slice(4));
    assert.deepEqual(row, [...row].reverse());
  }
});

test('a kaleidoscope of four looks the same after a quarter turn', () => {
  const folds = symmetryFolds('kaleidoscope', 4, 0);
  const picture = tilted({ folds, waves: [[0.5, 1, 0.3, 0.4, 2, 1]] });
  picture.forEach((row, r) => {
    row.forEach((pixel, c) => assert.equal(pixel, picture[c]?.[7 - r]));
  });
});

for (const [mode, formula] of [
  ['add', (a: number, b: number) => a + b],
  ['multiply', (a: number, b: number) => a * b],
  ['screen', (a: number, b: number) => 1 - (1 - a) * (1 - b)],
  ['lightest', Math.max],
  ['darkest', Math.min],
  ['difference', (a: number, b: number) => Math.abs(a - b)],
] as const) {
  test(`two flat decks in ${mode} are its formula in linear light, each deck its own mix`, () => {
    const [a, b, c]: Rgb[] = [
      [0.8, 0.3, 0.2],
      [0.4, 0.5, 0.2],
      [0.6, 0.1, 0.7],
    ];
    const layers = [
      layer(flatNet(a ?? [0, 0, 0]), 2),
      layer(flatNet(b ?? [0, 0, 0]), 2),
      layer(flatNet(c ?? [0, 0, 0])),
    ];
    const rgba = renderReference(scene(layers, { blend: { mode, position: 0.5, split: 2 } }));
    const expected = [0, 1, 2].map((i) => {
      const deckA = (toLinear(a?.[i] ?? 0) + toLinear(b?.[i] ?? 0)) / 2;
      return byteOf(Math.min(1, formula(deckA, toLinear(c?.[i] ?? 0))));
    });
    assert.deepEqual([...rgba.subarray(0, 3)], expected);
  });
}

test('gamma raises the sRGB value to 1/gamma, also of a single net', () => {
  const rgba = renderReference(scene([layer(flatNet([0.6, 0.3, 0.04]))], { gamma: 2 }));
  assert.deepEqual(
    [...rgba.subarray(0, 3)],
    [0.6, 0.3, 0.04].map((c) => Math.round(255 * Math.sqrt(c))),
  );
});

test('no look makes a pixel transparent or depends on what is not in the scene, at the ends of every range', () => {
  const wild: Partial<Scene> = {
    folds: symmetryFolds('kaleidoscope', 16, 0.37),
    waves: [
      [9, 40, 100, -9, 40, 100],
      [9, 40, 100, -9, 40, 100],
    ],
    view: [4, -4, 60, 4, 4, -60],
    gamma: 0.4,
    grade: new Array(12).fill(9),
  };
  const layers = [layer(flatNet([0.999, 0.001, 0.5])), layer(flatNet([0.001, 0.999, 0.5]))];
  for (const mode of BLEND_MODES) {
    const rgba = renderReference(scene(layers, { ...wild, blend: { mode, position: 0.5, split: 1 } }));
    assert.deepEqual([...rgba.subarray(0, 4)], [255, 255, 255, 255]);
  }
});

test("a layer's condition reaches its picture", () => {
  // Loop cos → unit 0 → red.
  const clock = net({ condition: { 4: 3 }, 'output.weight': { 0: 1 } });
  const rgba = renderReference(scene([{ ...layer(clock), condition: Float32Array.of(0, -1) }]));
  assert.equal(rgba[0], Math.round(255 / (1 + Math.exp(3))));
});
