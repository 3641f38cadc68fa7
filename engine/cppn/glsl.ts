/**
 * A CPPN as a GLSL ES 3.00 function for WebGL 2: `vec3 name(vec2 p)`, the same net from the same layout of numbers as the WGSL
 * kernel. The numbers come in one std140 uniform block, so that a change of preset is one upload and a frame another of a few
 * hundred bytes. A net may take up to 16 KiB on any device and 64 KiB on nearly all: see {@link glslBlockBytes}.
 */

import { type Activation, type Cppn, type CppnSpec, foldCondition, type UnitGroup } from './cppn.ts';
import { type LayerPlace, layOut, netSize, packConstants, packWeights } from './net-layout.ts';
import { SINE } from './sine.ts';

/** Give the bytes of the uniform block of an architecture. */
export function glslBlockBytes(spec: CppnSpec): number {
  const { constants, weights } = netSize(spec);
  return 16 * constants + 64 * weights;
}

/** Fill the uniform block of a net for one frame, [glslBlockBytes / 4]. Allocates the result. */
export function packGlslBlock(net: Cppn, condition: ArrayLike<number>): Float32Array {
  const block = new Float32Array(glslBlockBytes(net.spec) / 4);
  packConstants(net, foldCondition(net, condition), block, 0);
  block.set(packWeights(net), 4 * netSize(net.spec).constants);
  return block;
}

/**
 * Write the function `vec3 name(vec2 p)`: p in the coordinates of `cppn.ts`, the result sRGB, 0…1; with it the uniform block
 * `nameBlock` that it reads. A shader that holds several puts {@link GLSL_ACTIVATIONS} once before them, and before all
 * `precision highp float`.
 */
export function cppnGlsl(spec: CppnSpec, name: string): string {
  const { constants, weights } = netSize(spec);
  const [c, w] = [`${name}Constants`, `${name}Weights`];
  const body = cppnGlslBody(spec, { constant: (i) => `${c}[${i}]`, weight: (i) => `${w}[${i}]` });
  return `layout(std140) uniform ${name}Block { vec4 ${c}[${constants}]; mat4 ${w}[${weights}]; };

vec3 ${name}(vec2 p) {
  ${body.join('\n  ')}
}
`;
}

/** How a shader spells the numbers of a net: the vec4 constants and 4×4 matrices of `net-layout.ts`, by place. */
export interface GlslNumbers {
  constant(place: number): string;
  weight(place: number): string;
}

/** Give the lines of a function of `vec2 p` that returns the net's colour, from numbers spelled in any way. */
export function cppnGlslBody(spec: CppnSpec, numbers: GlslNumbers): string[] {
  const { layers, outputInputs, outputBias, outputWeights } = layOut(spec);
  const output = sumOfProducts(layers.length, outputInputs, (k) => numbers.weight(outputWeights + k));
  return [
    ...pixelFeatures(spec, numbers),
    ...spec.hidden.flatMap((groups, i) => hiddenLayer(groups, i, layOut(spec).firstWeights, layers[i], numbers)),
    `return cppnSigmoid(${output} + ${numbers.constant(outputBias)}).rgb;`,
  ];
}

/** The activations of four units that {@link cppnGlsl} calls. */
export const GLSL_ACTIVATIONS = `
vec4 cppnSine(vec4 z) {
  vec4 turns = 0.15915494309189535 * z;
  vec4 r = turns - floor(turns + 0.5);
  vec4 q = r * (0.5 - abs(r));
  return q * (${SINE[0]} + abs(q) * (${SINE[1]} + abs(q) * ${SINE[2]}));
}
vec4 cppnBell(vec4 z) { return 2.0 * exp(-z * z) - 1.0; }
vec4 cppnTanh(vec4 z) { return 1.0 - 2.0 / (exp(2.0 * clamp(z, -20.0, 20.0)) + 1.0); }
vec4 cppnSigmoid(vec4 z) { return 1.0 / (1.0 + exp(-clamp(z, -40.0, 40.0))); }
vec4 cppnSoftplus(vec4 z) { return max(z, 0.0) + log(1.0 + exp(-abs(z))); }
`;

// Implementation

const QUARTER_TURN = '1.5707963267948966';

/** What each activation makes of a sum z: one expression for each feature that a unit gives. */
const EXPRESSIONS: Readonly<Record<Activation, readonly ((z: string) => string)[]>> = {
  identity: [(z) => z],
  sin: [(z) => `cppnSine(${z})`],
  cos: [(z) => `cppnSine(${z} + ${QUARTER_TURN})`],
  gaussian: [(z) => `cppnBell(${z})`],
  tanh: [(z) => `cppnTanh(${z})`],
  sigmoid: [(z) => `cppnSigmoid(${z})`],
  softplus: [(z) => `cppnSoftplus(${z})`],
  abs: [(z) => `abs(${z})`],
  atan: [(z) => `atan(${z})`],
  'atan-pair': [(z) => `atan(${z}) / 0.67`, (z) => `atan(${z}) * atan(${z}) / 0.6`],
};

/** vec4s f0_0, f0_1 … of the pixel's own features. */
function pixelFeatures(spec: CppnSpec, { constant }: GlslNumbers): string[] {
  const waves = Math.ceil(spec.fourierPairs / 4);
  const phase = (k: number) => `p.x * ${constant(2 * k)} + p.y * ${constant(2 * k + 1)}`;
  const features = [
    ...Array.from({ length: waves }, (_, k) => `cppnSine(${phase(k)})`),
    ...Array.from({ length: waves }, (_, k) => `cppnSine(${phase(k)} + ${QUARTER_TURN})`),
    'vec4(p, length(p), 0.0)',
  ];
  return features.map((feature, k) => `vec4 f0_${k} = ${feature};`);
}

/** vec4s f{i+1}_0, f{i+1}_1 … from f{i}_0, f{i}_1 … */
function hiddenLayer(
  groups: readonly UnitGroup[],
  i: number,
  firstWeights: number,
  place: LayerPlace | undefined,
  { constant, weight }: GlslNumbers,
): string[] {
  const { inputs = 0, bias = 0, weights = 0 } = place ?? {};
  const matrix = (j: number, k: number) => {
    if (i > 0) return weight(weights + j * inputs + k);
    const at = firstWeights + 4 * (j * inputs + k);
    return `mat4(${[0, 1, 2, 3].map((column) => constant(at + column)).join(', ')})`;
  };
  const lines: string[] = [];
  let unit = 0;
  let first = 0;
  for (const { activation, units } of groups) {
    const blocks = units / 4;
    for (let j = unit; j < unit + blocks; j++) {
      lines.push(`vec4 z${i}_${j} = ${sumOfProducts(i, inputs, (k) => matrix(j, k))} + ${constant(bias + j)};`);
      EXPRESSIONS[activation].forEach((expression, r) => {
        lines.push(`vec4 f${i + 1}_${first + j - unit + r * blocks} = ${expression(`z${i}_${j}`)};`);
      });
    }
    unit += blocks;
    first += blocks * EXPRESSIONS[activation].length;
  }
  return lines;
}

function sumOfProducts(i: number, inputs: number, matrix: (k: number) => string): string {
  return Array.from({ length: inputs }, (_, k) => `${matrix(k)} * f${i}_${k}`).join(' + ');
}
