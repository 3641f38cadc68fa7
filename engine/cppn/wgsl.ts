/**
 * A CPPN as WGSL: one function per architecture that evaluates 1, 2 or 4 pixels at once from numbers that lie as
 * `net-layout.ts` says. `render/frame-kernel.ts` sets these functions into the kernel of a frame.
 *
 * Everything is four wide. A block is four units of P pixels: the P columns of one `matPx4`, for P = 1 a `vec4`. Four by four
 * weights are one matrix, so `weights · block` adds a block of inputs to a block of sums, and each weight read serves P pixels.
 * The first layer is always f32, for f16 cannot tell neighbouring pixels' coordinates apart.
 */

import type { Activation, CppnSpec, UnitGroup } from './cppn.ts';
import { type LayerPlace, layOut, type NetLayout } from './net-layout.ts';

/** The form of kernel that suits an adapter. */
export interface KernelShape {
  /** Pixels that one pass through a net evaluates: more of them share each weight read, and take more registers. */
  readonly pixels: 1 | 2 | 4;
  /** Layers written out (fast on a GPU), or looped over (fast to compile where the GPU is software). */
  readonly unrolled: boolean;
  /** Where nets' numbers are read from: uniform memory is small (64 KiB) and on many GPUs faster. */
  readonly memory: 'uniform' | 'storage';
  /** What the hidden layers' weights and features are held in. Activations are f32 always. */
  readonly precision: 'f32' | 'f16';
}

/**
 * Write the WGSL function `name(x, y, c, w)` of an architecture: x, y the coordinates of P pixels (f32, vec2f or vec4f), c and w
 * where its constants and weights begin. It returns P columns of [r, g, b, _], sRGB, 0…1; it reads the arrays `constants` and
 * `weights` and calls the functions of {@link WGSL_ACTIVATIONS}.
 */
export function cppnWgsl(spec: CppnSpec, name: string, shape: KernelShape): string {
  const body = shape.unrolled ? unrolledBody(spec, shape) : loopedBody(spec, shape);
  const point = shape.pixels === 1 ? 'f32' : `vec${shape.pixels}f`;
  const block = blockType(shape, 'f32');
  return `fn ${name}(x: ${point}, y: ${point}, c: u32, w: u32) -> ${block} {\n  ${body.join('\n  ')}\n}\n`;
}

/** Name the type that holds `pixels` columns of four numbers. */
export function blockType(shape: KernelShape, precision: 'f32' | 'f16'): string {
  const suffix = precision === 'f16' ? 'h' : 'f';
  return shape.pixels === 1 ? `vec4${suffix}` : `mat${shape.pixels}x4${suffix}`;
}

/**
 * What the functions of {@link cppnWgsl} call: the activations of four units, and the first layer's weights as a matrix. Sine first
 * brings its argument near 0, for WGSL promises its accuracy only within −π…π; tanh and sigmoid hold theirs so that exp stays
 * finite.
 */
export const WGSL_ACTIVATIONS = `
const QUARTER_TURN = 1.5707963267948966;
fn firstWeights(at: u32) -> mat4x4f { return mat4x4f(constants[at], constants[at + 1u], constants[at + 2u], constants[at + 3u]); }
fn nearZero(z: vec4f) -> vec4f { return z - 6.283185307179586 * round(0.15915494309189535 * z); }
fn sine(z: vec4f) -> vec4f { return sin(nearZero(z)); }
fn bell(z: vec4f) -> vec4f { return 2.0 * exp(-z * z) - 1.0; }
fn hyperbolicTangent(z: vec4f) -> vec4f { return 1.0 - 2.0 / (exp(2.0 * clamp(z, vec4f(-20.0), vec4f(20.0))) + 1.0); }
fn sigmoid(z: vec4f) -> vec4f { return 1.0 / (1.0 + exp(-clamp(z, vec4f(-40.0), vec4f(40.0)))); }
fn softplus(z: vec4f) -> vec4f { return max(z, vec4f()) + log(1.0 + exp(-abs(z))); }
`;

// Implementation

const EMPTY_LAYER: LayerPlace = { inputs: 0, outputs: 0, features: 0, bias: 0, weights: 0 };

/** What each activation makes of a sum z: one expression for each feature that a unit gives. */
const EXPRESSIONS: Readonly<Record<Activation, readonly ((z: string) => string)[]>> = {
  identity: [(z) => z],
  sin: [(z) => `sine(${z})`],
  cos: [(z) => `sine(${z} + QUARTER_TURN)`],
  gaussian: [(z) => `bell(${z})`],
  tanh: [(z) => `hyperbolicTangent(${z})`],
  sigmoid: [(z) => `sigmoid(${z})`],
  softplus: [(z) => `softplus(${z})`],
  abs: [(z) => `abs(${z})`],
  atan: [(z) => `atan(${z})`],
  'atan-pair': [(z) => `atan(${z}) / 0.67`, (z) => `atan(${z}) * atan(${z}) / 0.6`],
};

/** Every block of features is a variable f{layer}_{block}; layer 0 is the pixels' own features. */
function unrolledBody(spec: CppnSpec, shape: KernelShape): string[] {
  const { layers, outputInputs, outputBias, outputWeights } = layOut(spec);
  const waves = Math.ceil(spec.fourierPairs / 4);
  const features = [
    ...Array.from({ length: waves }, (_, k) => wave(`c + ${2 * k}u`, '0.0', shape)),
    ...Array.from({ length: waves }, (_, k) => wave(`c + ${2 * k}u`, 'QUARTER_TURN', shape)),
    place(shape),
  ];
  const output = sumOfProducts(layers.length, outputInputs, (k) => `weights[w + ${outputWeights + k}u]`);
  const columns = eachPixel(shape, (k) => `sigmoid(${toFloat(column('rgb', k, shape), shape.precision)} + last)`);
  return [
    ...features.map((feature, k) => `let f0_${k} = ${feature};`),
    ...spec.hidden.flatMap((groups, i) => unrolledLayer(groups, i, layOut(spec), shape)),
    `let rgb = ${output};`,
    `let last = constants[c + ${outputBias}u];`,
    `return ${assemble(columns, blockType(shape, 'f32'))};`,
  ];
}

function unrolledLayer(groups: readonly UnitGroup[], i: number, layout: NetLayout, shape: KernelShape): string[] {
  const { inputs, bias, weights } = layout.layers[i] ?? EMPTY_LAYER;
  const matrix = (j: number, k: number) =>
    i === 0
      ? `firstWeights(c + ${layout.firstWeights + 4 * (j * inputs + k)}u)`
      : `weights[w + ${weights + j * inputs + k}u]`;
  const from = i === 0 ? 'f32' : shape.precision;
  return blocksOf(groups).flatMap(({ activation, block, features }) => {
    const tag = `${i}_${block}`;
    const sums = eachPixel(shape, (k) => {
      const sum = toFloat(column(`a${tag}`, k, shape), from);
      return `let z${tag}_${k} = ${sum} + constants[c + ${bias + block}u];`;
    });
    const results = EXPRESSIONS[activation].map((expression, r) => {
      const columns = eachPixel(shape, (k) => fromFloat(expression(`z${tag}_${k}`), shape.precision));
      return `let f${i + 1}_${features[r]} = ${assemble(columns, blockType(shape, shape.precision))};`;
    });
    return [`let a${tag} = ${sumOfProducts(i, inputs, (k) => matrix(block, k))};`, ...sums, ...results];
  });
}

function sumOfProducts(i: number, inputs: number, matrix: (k: number) => string): string {
  return Array.from({ length: inputs }, (_, k) => `${matrix(k)} * f${i}_${k}`).join(' + ');
}

/**
 * One loop over the blocks of units of all layers: matrices and biases lie in just that order, and a table says of each block how
 * many inputs it has, where they and its features are in `f`, and its activation. So the text, and the time that compiling it
 * takes, grows neither with the net's width nor with its depth.
 */
function loopedBody(spec: CppnSpec, shape: KernelShape): string[] {
  const { layers, firstWeights, outputInputs } = layOut(spec);
  const type = blockType(shape, 'f32');
  const waves = Math.ceil(spec.fourierPairs / 4);
  const half = Math.max(outputInputs, ...layers.flatMap(({ inputs, features }) => [inputs, features]));
  const first = layers[0] ?? EMPTY_LAYER;
  // Layers read one half of `f` and write the other. The output is one more layer, of a single block.
  const blocks = [...spec.hidden, [{ activation: 'sigmoid', units: 4 } as const]].flatMap((groups, i) => {
    const [source, target] = i % 2 === 0 ? [0, half] : [half, 0];
    return blocksOf(groups).map(({ activation, features }) => {
      const inputs = layers[i]?.inputs ?? outputInputs;
      return { inputs, source, activation, targets: features.map((feature) => target + feature) };
    });
  });
  const kinds = [...new Set(blocks.map(({ activation }) => activation))];
  const table = blocks.map(({ inputs, source, targets, activation }) => {
    const [target = 0, second = 0] = targets;
    return `vec4u(${inputs}, ${source}, ${target + 65536 * second}, ${kinds.indexOf(activation)})`;
  });
  const cases = kinds.map((kind, i) => {
    const stores = EXPRESSIONS[kind].map((expression, r) => {
      const columns = eachPixel(shape, (k) => expression(column('z', k, shape)));
      return `f[block.z ${r === 0 ? '& 65535u' : '>> 16u'}] = ${assemble(columns, type)};`;
    });
    return `${i === kinds.length - 1 ? 'default' : `case ${i}`}: { ${stores.join(' ')} }`;
  });
  const matrix = shape.precision === 'f16' ? 'mat4x4f(weights[m + k])' : 'weights[m + k]';
  return [
    `var f: array<${type}, ${2 * half}>;`,
    ...(waves > 0 ? [`for (var k = 0u; k < ${2 * waves}u; k++) {`, `f[k] = ${waveOf('k', waves, shape)};`, '}'] : []),
    `f[${2 * waves}] = ${place(shape)};`,
    `var blocks = array<vec4u, ${blocks.length}>(${table.join(', ')});`,
    'var m = w;',
    `for (var j = 0u; j < ${blocks.length}u; j++) {`,
    'let block = blocks[j];',
    `var sum = ${type}();`,
    `if (j < ${first.outputs}u) {`,
    `let at = c + ${firstWeights}u + j * ${4 * first.inputs}u;`,
    `for (var k = 0u; k < ${first.inputs}u; k++) { sum += firstWeights(at + 4u * k) * f[k]; }`,
    '} else {',
    `for (var k = 0u; k < block.x; k++) { sum += ${matrix} * f[block.y + k]; }`,
    'm += block.x;',
    '}',
    `let b = constants[c + ${first.bias}u + j];`,
    `let z = sum + ${assemble(
      eachPixel(shape, () => 'b'),
      type,
    )};`,
    `switch (block.w) { ${cases.join(' ')} }`,
    '}',
    `return f[${blocks.at(-1)?.targets[0] ?? 0}];`,
  ];
}

/** The pixels' sines or cosines of four pairs, whose frequencies are at `at`. */
function wave(at: string, phase: string, shape: KernelShape): string {
  const columns = eachPixel(shape, (k) => {
    const [x, y] = [column('x', k, shape), column('y', k, shape)];
    return `sine(${x} * constants[${at}] + ${y} * constants[${at} + 1u] + ${phase})`;
  });
  return assemble(columns, blockType(shape, 'f32'));
}

function waveOf(k: string, waves: number, shape: KernelShape): string {
  return wave(`c + 2u * (${k} % ${waves}u)`, `select(QUARTER_TURN, 0.0, ${k} < ${waves}u)`, shape);
}

/** The pixels' x, y, r. */
function place(shape: KernelShape): string {
  const columns = eachPixel(shape, (k) => {
    const [x, y] = [column('x', k, shape), column('y', k, shape)];
    return `vec4f(${x}, ${y}, sqrt(${x} * ${x} + ${y} * ${y}), 0.0)`;
  });
  return assemble(columns, blockType(shape, 'f32'));
}

/** A layer's blocks of units in order, each with the places of the features that it gives. */
function blocksOf(groups: readonly UnitGroup[]) {
  const blocks: { activation: Activation; block: number; features: readonly number[] }[] = [];
  let feature = 0;
  for (const { activation, units } of groups) {
    const count = units / 4;
    const each = EXPRESSIONS[activation].length;
    for (let j = 0; j < count; j++) {
      const features = Array.from({ length: each }, (_, r) => feature + j + r * count);
      blocks.push({ activation, block: blocks.length, features });
    }
    feature += count * each;
  }
  return blocks;
}

function eachPixel<T>(shape: KernelShape, write: (k: number) => T): T[] {
  return Array.from({ length: shape.pixels }, (_, k) => write(k));
}

function column(name: string, k: number, shape: KernelShape): string {
  return shape.pixels === 1 ? name : `${name}[${k}]`;
}

function assemble(columns: readonly string[], type: string): string {
  return columns.length === 1 ? (columns[0] ?? '') : `${type}(${columns.join(', ')})`;
}

function toFloat(expression: string, precision: 'f32' | 'f16'): string {
  return precision === 'f16' ? `vec4f(${expression})` : expression;
}

function fromFloat(expression: string, precision: 'f32' | 'f16'): string {
  return precision === 'f16' ? `vec4h(${expression})` : expression;
}
