/**
 * How a net's numbers lie in a kernel's memory, the same for WGSL and GLSL: an array of vec4 `constants` and one of 4×4 matrices
 * `weights`, both four units wide. A matrix takes a block of four inputs to a block of four units: column c holds input c's weights.
 *
 *   constants  frequencies of four pairs (x, then y), … | the first layer's matrices, a vec4 a column | biases of each layer | output bias
 *   weights    the other layers' matrices, then the output's; within a layer by block of units, then block of inputs
 *
 * The constants hold what changes from frame to frame (the first bias, folded) and what must keep full precision.
 */

import { type Cppn, type CppnSpec, featureCount, tensor, unitCount } from './cppn.ts';

/** The room a net takes in the kernel's two arrays. */
export interface NetSize {
  /** vec4s. */
  readonly constants: number;
  /** 4×4 matrices. */
  readonly weights: number;
}

/** Where a layer's numbers lie, and its width in blocks of four. */
export interface LayerPlace {
  readonly inputs: number;
  readonly outputs: number;
  readonly features: number;
  readonly bias: number;
  readonly weights: number;
}

/** Where a net's numbers lie: `…Weights` in matrices (`firstWeights` in vec4s), `…Bias` in vec4s. */
export interface NetLayout {
  readonly key: string;
  readonly layers: readonly LayerPlace[];
  /** For each lane of the pixels' features its row of `hidden.0.weight`, undefined for padding. */
  readonly firstRows: readonly (number | undefined)[];
  readonly firstWeights: number;
  readonly outputInputs: number;
  readonly outputBias: number;
  readonly outputWeights: number;
}

/** Name an architecture: the same name means the same kernel and the same layout. */
export function architectureKey(spec: CppnSpec): string {
  return layOut(spec).key;
}

/**
 * Lay out an architecture. Remembered by the spec's identity.
 *
 * The pixels' own features come as blocks of sines, as many of cosines, and one of x, y, r. A block of pairs that is not full is
 * padded by frequency 0, whose features meet weights of 0.
 */
export function layOut(spec: CppnSpec): NetLayout {
  const known = layouts.get(spec);
  if (known) return known;
  const made = makeLayout(spec);
  layouts.set(spec, made);
  return made;
}

/** Give the room that a net of this architecture takes. */
export function netSize(spec: CppnSpec): NetSize {
  const { outputBias, outputWeights, outputInputs } = layOut(spec);
  return { constants: outputBias + 1, weights: outputWeights + outputInputs };
}

/**
 * Write a net's constants for one frame into `target`, [4 · constants] from vec4 `at`. Allocates nothing.
 * @param firstBias from `foldCondition`
 */
export function packConstants(net: Cppn, firstBias: Float32Array, target: Float32Array, at: number): void {
  const { layers, firstRows, firstWeights, outputBias } = layOut(net.spec);
  const start = 4 * at;
  target.fill(0, start, start + 4 * (outputBias + 1));
  for (let k = 0; k < net.spec.fourierPairs; k++) {
    const lane = start + 8 * (k >> 2) + (k & 3);
    target[lane] = tensor(net, 'fourier')[2 * k] ?? 0;
    target[lane + 4] = tensor(net, 'fourier')[2 * k + 1] ?? 0;
  }
  packMatrices(tensor(net, 'hidden.0.weight'), firstBias.length, firstRows, target, start + 4 * firstWeights);
  layers.forEach((layer, i) => {
    target.set(i === 0 ? firstBias : tensor(net, `hidden.${i}.bias`), start + 4 * layer.bias);
  });
  target.set(tensor(net, 'output.bias'), start + 4 * outputBias);
}

/** Pack a net's other weights, [16 · weights], the same for every frame. Allocates the result. */
export function packWeights(net: Cppn): Float32Array {
  const { layers, outputWeights, outputInputs } = layOut(net.spec);
  const target = new Float32Array(16 * netSize(net.spec).weights);
  layers.slice(1).forEach((layer, i) => {
    packMatrices(
      tensor(net, `hidden.${i + 1}.weight`),
      4 * layer.outputs,
      inOrder(layer.inputs),
      target,
      16 * layer.weights,
    );
  });
  packMatrices(tensor(net, 'output.weight'), 3, inOrder(outputInputs), target, 16 * outputWeights);
  return target;
}

// Implementation

const layouts = new WeakMap<CppnSpec, NetLayout>();

function makeLayout(spec: CppnSpec): NetLayout {
  const names = spec.hidden.map((layer) => layer.map(({ activation, units }) => `${units} ${activation}`).join(' + '));
  const key = `${spec.fourierPairs} pairs | ${names.join(' | ')}`;
  const firstWeights = 2 * Math.ceil(spec.fourierPairs / 4);
  let inputs = firstWeights + 1;
  let bias = firstWeights + 4 * inputs * (unitCount(spec.hidden[0] ?? []) / 4);
  let weights = 0;
  const layers = spec.hidden.map((groups, i) => {
    const place = { inputs, outputs: unitCount(groups) / 4, features: featureCount(groups) / 4, bias, weights };
    bias += place.outputs;
    if (i > 0) weights += inputs * place.outputs;
    inputs = place.features;
    return place;
  });
  const firstRows = pixelFeatureRows(spec);
  return { key, layers, firstRows, firstWeights, outputInputs: inputs, outputBias: bias, outputWeights: weights };
}

/** The row of `hidden.0.weight` that each lane of the pixels' features meets; undefined for padding. */
function pixelFeatureRows({ fourierPairs }: CppnSpec): (number | undefined)[] {
  const lanes = 4 * Math.ceil(fourierPairs / 4);
  const wave = (start: number) => Array.from({ length: lanes }, (_, k) => (k < fourierPairs ? start + k : undefined));
  return [...wave(3), ...wave(3 + fourierPairs), 0, 1, 2, undefined];
}

function inOrder(blocks: number): number[] {
  return Array.from({ length: 4 * blocks }, (_, k) => k);
}

/** Turn weights [rows, units] into matrices ordered by output block, then input block; what is missing is 0. */
function packMatrices(
  weight: Float32Array,
  units: number,
  rows: readonly (number | undefined)[],
  target: Float32Array,
  at: number,
): void {
  let lane = at;
  for (let unit = 0; unit < units; unit += 4) {
    for (const row of rows) {
      for (let k = unit; k < unit + 4; k++) {
        target[lane++] = row !== undefined && k < units ? (weight[row * units + k] ?? 0) : 0;
      }
    }
  }
}
