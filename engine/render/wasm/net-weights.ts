/**
 * A net's weights in the order in which its kernel reads them, with the activations' scales and shifts folded in.
 *
 * A layer is a row of blocks of BLOCK_UNITS units: the block's biases, then for each input the block's weights. The output layer
 * is one block of three. The first layer's biases hold the frame's condition, so they are written anew for every frame.
 */

import { type Cppn, foldCondition, pixelFeatureCount, tensor, type UnitGroup } from '../../cppn/cppn.ts';
import { ACTIVATION_CODE, type Affine } from './activations.ts';
import { BLOCK_UNITS } from './kernel.ts';

/** Weights ready for a kernel. `packed` is what is copied into the shared memory. */
export interface NetWeights {
  readonly packed: Float32Array;
  /** Where in `packed` each unit of the first layer has its bias, and the scale and shift that go on it. */
  readonly firstBias: readonly { readonly at: number; readonly input: Affine }[];
}

/** Pack a net's weights. Allocates the result; the net is only read. */
export function packWeights(net: Cppn): NetWeights {
  const stream: number[] = [];
  let features: Affine[] = Array.from({ length: pixelFeatureCount(net.spec) }, () => ({ scale: 1, shift: 0 }));
  const firstBias: { at: number; input: Affine }[] = [];
  net.spec.hidden.forEach((layer, i) => {
    const inputs = layer.flatMap(({ activation, units }) => repeated(ACTIVATION_CODE[activation].input, units));
    if (i === 0) firstBias.push(...inputs.map((input, j) => ({ at: blockStart(features.length, j), input })));
    const weight = tensor(net, `hidden.${i}.weight`);
    packLayer(stream, weight, tensor(net, `hidden.${i}.bias`), features, inputs, BLOCK_UNITS);
    features = layer.flatMap(outputLines);
  });
  const output = repeated({ scale: -Math.LOG2E, shift: 0 }, 3);
  packLayer(stream, tensor(net, 'output.weight'), tensor(net, 'output.bias'), features, output, 3);
  return { packed: Float32Array.from(stream), firstBias };
}

/** Write a frame's condition into the first layer's biases of `target`, a copy of `packed`. */
export function writeCondition(
  net: Cppn,
  { firstBias }: NetWeights,
  condition: ArrayLike<number>,
  target: Float32Array,
): void {
  const bias = foldCondition(net, condition);
  firstBias.forEach(({ at, input }, j) => {
    target[at] = (bias[j] ?? 0) * input.scale + input.shift;
  });
}

// Implementation

function packLayer(
  stream: number[],
  weight: Float32Array,
  bias: Float32Array,
  features: readonly Affine[],
  inputs: readonly Affine[],
  blockUnits: number,
): void {
  const units = inputs.length;
  for (let block = 0; block < units; block += blockUnits) {
    const columns = inputs.slice(block, block + blockUnits).map((input, j) => ({ input, unit: block + j }));
    for (const { input, unit } of columns) {
      const shifts = features.reduce((sum, { shift }, i) => sum + shift * (weight[i * units + unit] ?? 0), 0);
      stream.push(((bias[unit] ?? 0) + shifts) * input.scale + input.shift);
    }
    features.forEach(({ scale }, i) => {
      for (const { input, unit } of columns) stream.push((weight[i * units + unit] ?? 0) * scale * input.scale);
    });
  }
}

function blockStart(inputs: number, unit: number): number {
  return Math.floor(unit / BLOCK_UNITS) * BLOCK_UNITS * (inputs + 1) + (unit % BLOCK_UNITS);
}

function outputLines({ activation, units }: UnitGroup): Affine[] {
  return ACTIVATION_CODE[activation].outputs.flatMap((output) => repeated(output, units));
}

function repeated<T>(value: T, count: number): T[] {
  return Array.from({ length: count }, () => value);
}
