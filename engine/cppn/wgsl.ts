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
  const layout = layOut(spec);
  const block = blockType(shape, 'f32');
  const hidden = spec.hidden.flatMap((groups, i) => hiddenLayer(groups, i, layout, shape));
  const { layers, outputInputs, outputBias, outputWeights } = layout;
  const type = blockType(shape, shape.precision);
  const columns = eachPixel(shape, (k) => `sigmoid(${toFloat(column('sum', k, shape), shape.precision)} + b)`);
  const body = [
    ...pixelFeatures(spec, layers[0] ?? EMPTY_LAYER, shape),
    ...hidden,
    ...sumOfProducts(
      layers.length,
      outputInputs,
      (k) => `weights[${sum('w', [outputWeights, 1], [k, 1])}]`,
      type,
      shape,
    ),
    `let b = constants[c + ${outputBias}u];`,
    `return ${assemble(columns, block)};`,
  ];
  const point = shape.pixels === 1 ? 'f32' : `vec${shape.pixels}f`;
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

/** Blocks of the pixels' own features, in the layout's order. */
function pixelFeatures(spec: CppnSpec, { inputs }: LayerPlace, shape: KernelShape): string[] {
  const type = blockType(shape, 'f32');
  const waves = Math.ceil(spec.fourierPairs / 4);
  const point = (k: number) => [column('x', k, shape), column('y', k, shape)];
  const wave = (at: Index, phase: string) => {
    const columns = eachPixel(shape, (k) => {
      const [x, y] = point(k);
      const [fx, fy] = [sum('c', [at, 2]), sum('c', [at, 2], [1, 1])];
      return `sine(${x} * constants[${fx}] + ${y} * constants[${fy}] + ${phase})`;
    });
    return assemble(columns, type);
  };
  const place = assemble(
    eachPixel(shape, (k) => {
      const [x, y] = point(k);
      return `vec4f(${x}, ${y}, sqrt(${x} * ${x} + ${y} * ${y}), 0.0)`;
    }),
    type,
  );
  if (shape.unrolled) {
    const features = Array.from({ length: 2 * waves }, (_, k) => wave(k % waves, k < waves ? '0.0' : 'QUARTER_TURN'));
    return [...features, place].map((feature, k) => `let f0_${k} = ${feature};`);
  }
  const loop = [
    `for (var k = 0u; k < ${2 * waves}u; k++) {`,
    `f0[k] = ${wave(`(k % ${waves}u)`, `select(QUARTER_TURN, 0.0, k < ${waves}u)`)};`,
    '}',
  ];
  return [`var f0: array<${type}, ${inputs}>;`, ...(waves > 0 ? loop : []), `f0[${2 * waves}] = ${place};`];
}

/** The features of layer i+1 from those of layer i, as {@link cppnWgsl} names them. */
function hiddenLayer(groups: readonly UnitGroup[], i: number, layout: NetLayout, shape: KernelShape): string[] {
  const { inputs, features, bias, weights } = layout.layers[i] ?? EMPTY_LAYER;
  const type = blockType(shape, shape.precision);
  const from = i === 0 ? 'f32' : shape.precision;
  const weight = (j: Index, k: Index) =>
    i === 0
      ? `firstWeights(${sum('c', [layout.firstWeights, 1], [j, 4 * inputs], [k, 4])})`
      : `weights[${sum('w', [weights, 1], [j, inputs], [k, 1])}]`;
  // One block of units: its sums, then for each feature that a unit gives the index and value of the block to store.
  const block = (j: Index, feature: (r: number) => string, activation: Activation) => [
    ...sumOfProducts(i, inputs, (k) => weight(j, k), blockType(shape, from), shape),
    `let b = constants[${sum('c', [bias, 1], [j, 1])}];`,
    ...eachPixel(shape, (k) => `let z${k} = ${toFloat(column('sum', k, shape), from)} + b;`),
    ...EXPRESSIONS[activation].map((expression, r) => {
      const columns = eachPixel(shape, (k) => fromFloat(expression(`z${k}`), shape.precision));
      return `${feature(r)} = ${assemble(columns, type)};`;
    }),
  ];
  const lines = shape.unrolled
    ? Array.from({ length: features }, (_, k) => `var f${i + 1}_${k}: ${type};`)
    : [`var f${i + 1}: array<${type}, ${features}>;`];
  let unit = 0;
  let first = 0;
  for (const { activation, units } of groups) {
    const blocks = units / 4;
    if (shape.unrolled) {
      for (let j = 0; j < blocks; j++) {
        const at = first + j;
        lines.push('{', ...block(unit + j, (r) => `f${i + 1}_${at + r * blocks}`, activation), '}');
      }
    } else {
      const at = first - unit;
      const body = block('j', (r) => `f${i + 1}[j + ${at + r * blocks}u]`, activation);
      lines.push(`for (var j = ${unit}u; j < ${unit + blocks}u; j++) {`, ...body, '}');
    }
    unit += blocks;
    first += blocks * EXPRESSIONS[activation].length;
  }
  return lines;
}

/** `sum`, a block: weights times the features of layer i. */
function sumOfProducts(
  i: number,
  inputs: number,
  weight: (k: Index) => string,
  type: string,
  shape: KernelShape,
): string[] {
  if (!shape.unrolled) {
    return [`var sum = ${type}();`, `for (var k = 0u; k < ${inputs}u; k++) { sum += ${weight('k')} * f${i}[k]; }`];
  }
  const products = Array.from({ length: inputs }, (_, k) => `${weight(k)} * f${i}_${k}`);
  return [`let sum = ${products.join(' + ')};`];
}

/** A number known when the kernel is written, or the name of a loop's variable. */
type Index = number | string;

/** The sum of a variable and some indices, each times its step; what is known is added up here. */
function sum(base: string, ...terms: readonly (readonly [Index, number])[]): string {
  const known = terms.reduce((total, [index, step]) => total + (typeof index === 'number' ? index * step : 0), 0);
  const open = terms.filter(([index]) => typeof index === 'string').map(([index, step]) => `${index} * ${step}u`);
  return [base, `${known}u`, ...open].join(' + ');
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
