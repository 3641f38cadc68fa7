/**
 * The kernel of one architecture: pixel features, layers, activations and output of a run of pixels, in one function.
 *
 * Sixteen pixels go through the whole net before the next sixteen start, so their features stay in the first cache level and
 * weights are the only stream. A block holds 4 vectors of pixels × 2 units in registers: 8 sums, 4 inputs, 1 weight, 1 product
 * of the 15 that the compiler has; per input 16 multiplications and additions for 6 loads.
 */

import { type CppnSpec, featureCount, pixelFeatureCount, type UnitGroup } from '../../cppn/cppn.ts';
import { ACTIVATION_CODE, emitLogistic, type Spare } from './activations.ts';
import {
  add,
  addI,
  advance,
  assemble,
  type Code,
  declareLocals,
  float,
  get,
  i32,
  load,
  loadSplat,
  mul,
  multiplyAdd,
  repeat,
  set,
  splat,
  sqrt,
  store,
  sub,
  subI,
  type ValueType,
  type WasmFunction,
  when,
} from './assembler.ts';
import { emitToLinear } from './light.ts';

/** Vectors of 4 pixels and units that are computed together. */
export const PIXEL_VECTORS = 4;
export const BLOCK_UNITS = 2;
/** Pixels that go through the net together, side by side in a row. */
export const GROUP_PIXELS = 4 * PIXEL_VECTORS;
/** Bytes of one feature (or colour channel) of a group. */
export const FEATURE_BYTES = 4 * GROUP_PIXELS;

/** What happens to the colour. 'alone' stores sRGB; 'first' and 'more' store and add share · linear light. */
export const MIX_MODES = { alone: 0, first: 1, more: 2 } as const;

/**
 * Evaluate `groups` groups of pixels of one row into `colour`, [group][r, g, b][16] floats, 0…1. All but `share` are integers:
 * addresses of 16-byte aligned memory, a count ≥ 1 and one of {@link MIX_MODES}.
 * @param weights as `net-weights.ts` packs them
 * @param columns, row as `coordinates.ts` makes them; for `evaluateFree` the pixels' own coordinates, [group][x, y][16], and the
 *   frequencies
 * @param scratch room for {@link scratchBytes}, one for each thread
 */
export type Kernel = (
  weights: number,
  columns: number,
  row: number,
  scratch: number,
  colour: number,
  groups: number,
  mode: number,
  share: number,
) => void;

/** What a net's module exports: the net over coordinates that are a part of the column plus one of the row, and over any. */
export interface NetKernel {
  readonly evaluate: Kernel;
  readonly evaluateFree: Kernel;
}

/** Count the features of the widest layer, pixel features included. */
export function widestLayer(spec: CppnSpec): number {
  return Math.max(pixelFeatureCount(spec), ...spec.hidden.map(featureCount));
}

/** Give the room that a kernel works in: two layers' features of one group. */
export function scratchBytes(spec: CppnSpec): number {
  return 2 * widestLayer(spec) * FEATURE_BYTES;
}

/** Generate the module of an architecture, a {@link NetKernel}. Allocates the result. */
export function generateKernel(spec: CppnSpec, maximumPages: number, fused: boolean): Uint8Array<ArrayBuffer> {
  const functions = [
    netFunction('evaluate', spec, fused, emitPixelFeatures, columnEntries(spec)),
    netFunction('evaluateFree', spec, fused, emitFreeFeatures, 2),
  ];
  return assemble(functions, maximumPages);
}

/** Count what the column and row tables hold for each group or row: x, y, and sine and cosine of each pair's phase. */
export function columnEntries(spec: CppnSpec): number {
  return 2 + 2 * spec.fourierPairs;
}

// Implementation

function netFunction(
  name: string,
  spec: CppnSpec,
  fused: boolean,
  emitFeatures: (spec: CppnSpec, locals: KernelLocals) => Code,
  columnFeatures: number,
): WasmFunction {
  const parameters: ValueType[] = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f32'];
  const { types, local } = declareLocals(parameters);
  const locals: KernelLocals = {
    fused,
    stream: local('i32'),
    out: local('i32'),
    blocks: local('i32'),
    feature: local('i32'),
    left: local('i32'),
    sums: Array.from({ length: PIXEL_VECTORS * BLOCK_UNITS }, () => local('v128')),
    inputs: Array.from({ length: PIXEL_VECTORS }, () => local('v128')),
    weight: local('v128'),
    spare: [local('v128'), local('v128'), local('v128')],
  };
  const half = widestLayer(spec) * FEATURE_BYTES;
  let inputs = pixelFeatureCount(spec);
  const layers = spec.hidden.map((layer, i) => {
    const code = emitLayer(locals, layer, inputs, (i % 2) * half, ((i + 1) % 2) * half);
    inputs = featureCount(layer);
    return code;
  });
  const group = [
    emitFeatures(spec, locals),
    set(locals.stream, get(WEIGHTS)),
    layers,
    emitOutput(locals, inputs, (spec.hidden.length % 2) * half),
    advance(COLUMNS, columnFeatures * FEATURE_BYTES),
    advance(COLOUR, 3 * FEATURE_BYTES),
  ];
  return { name, parameters, locals: types, body: repeat(GROUPS, group) };
}

const [WEIGHTS, COLUMNS, ROW, SCRATCH, COLOUR, GROUPS, MODE, SHARE] = [0, 1, 2, 3, 4, 5, 6, 7];

interface KernelLocals {
  readonly fused: boolean;
  readonly stream: number;
  readonly out: number;
  readonly blocks: number;
  readonly feature: number;
  readonly left: number;
  readonly sums: readonly number[];
  readonly inputs: readonly number[];
  readonly weight: number;
  readonly spare: Spare;
}

/** x, y, r, then sin(p + q) = sin p cos q + cos p sin q and cos(p + q) = cos p cos q − sin p sin q; p column's, q row's phase. */
function emitPixelFeatures(spec: CppnSpec, { spare: [a, b, c], inputs: [sinP = 0, cosP = 0] }: KernelLocals): Code {
  const pairs = spec.fourierPairs;
  const column = (entry: number, vector: number) => load(get(COLUMNS), entry * FEATURE_BYTES + 16 * vector);
  const row = (entry: number) => loadSplat(get(ROW), 4 * entry);
  const feature = (index: number, vector: number, value: Code) =>
    store(get(SCRATCH), index * FEATURE_BYTES + 16 * vector, value);
  const vectors = Array.from({ length: PIXEL_VECTORS }, (_, v) => v);
  return [
    vectors.map((v) => [
      set(a, add(column(0, v), row(0))),
      set(b, add(column(1, v), row(1))),
      feature(0, v, get(a)),
      feature(1, v, get(b)),
      feature(2, v, sqrt(add(mul(get(a), get(a)), mul(get(b), get(b))))),
    ]),
    Array.from({ length: pairs }, (_, k) => [
      set(a, row(2 + k)),
      set(b, row(2 + pairs + k)),
      vectors.map((v) => [
        set(sinP, column(2 + k, v)),
        set(cosP, column(2 + pairs + k, v)),
        set(c, add(mul(get(sinP), get(b)), mul(get(cosP), get(a)))),
        feature(3 + k, v, get(c)),
        feature(3 + pairs + k, v, sub(mul(get(cosP), get(b)), mul(get(sinP), get(a)))),
      ]),
    ]),
  ];
}

/** x, y, r and every pair's sine and cosine from the pixels' own coordinates; `row` holds the frequencies. */
function emitFreeFeatures(
  spec: CppnSpec,
  { fused, spare, inputs: [x = 0, y = 0, turns = 0, phase = 0] }: KernelLocals,
): Code {
  const pairs = spec.fourierPairs;
  const { emit, outputs } = ACTIVATION_CODE.sin;
  const place = (axis: number, vector: number) => load(get(COLUMNS), axis * FEATURE_BYTES + 16 * vector);
  const frequency = (k: number, axis: number) => loadSplat(get(ROW), 8 * k + 4 * axis);
  const feature = (index: number, vector: number, value: Code) =>
    store(get(SCRATCH), index * FEATURE_BYTES + 16 * vector, value);
  return Array.from({ length: PIXEL_VECTORS }, (_, v) => [
    set(x, place(0, v)),
    set(y, place(1, v)),
    feature(0, v, get(x)),
    feature(1, v, get(y)),
    feature(2, v, sqrt(add(mul(get(x), get(x)), mul(get(y), get(y))))),
    Array.from({ length: pairs }, (_, k) => [
      set(turns, multiplyAdd(get(x), frequency(k, 0), mul(get(y), frequency(k, 1)), fused)),
      set(phase, get(turns)),
      feature(3 + k, v, mul(emit(phase, spare, fused), float(outputs[0].scale))),
      set(phase, add(get(turns), float(0.25))),
      feature(3 + pairs + k, v, mul(emit(phase, spare, fused), float(outputs[0].scale))),
    ]),
  ]);
}

function emitLayer(locals: KernelLocals, layer: readonly UnitGroup[], inputs: number, from: number, to: number): Code {
  const { fused, out, blocks, sums, spare } = locals;
  let feature = 0;
  return layer.map(({ activation, units }) => {
    const { emit, outputs } = ACTIVATION_CODE[activation];
    const start = to + feature * FEATURE_BYTES;
    feature += units * outputs.length;
    return [
      set(out, addI(get(SCRATCH), i32(start))),
      set(blocks, i32(units / BLOCK_UNITS)),
      repeat(blocks, [
        emitSums(locals, inputs, from, BLOCK_UNITS, PIXEL_VECTORS, 0),
        sums.map((sum, i) => [
          set(sum, emit(sum, spare, fused)),
          store(get(out), 16 * i, get(sum)),
          outputs.length > 1 ? store(get(out), units * FEATURE_BYTES + 16 * i, mul(get(sum), get(sum))) : [],
        ]),
        advance(out, BLOCK_UNITS * FEATURE_BYTES),
      ]),
    ];
  });
}

/** Leave bias + Σ input · weight in sums[unit · vectors + vector]. */
function emitSums(
  { fused, stream, feature, left, sums, inputs: held, weight }: KernelLocals,
  inputs: number,
  from: number,
  units: number,
  vectors: number,
  firstVector: number,
): Code {
  const at = (array: readonly number[], i: number) => array[i] ?? 0;
  const each = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  return [
    each(units, (u) => each(vectors, (v) => set(at(sums, u * vectors + v), loadSplat(get(stream), 4 * u)))),
    set(feature, addI(get(SCRATCH), i32(from + 16 * firstVector))),
    set(left, i32(inputs)),
    advance(stream, 4 * units),
    repeat(left, [
      each(vectors, (v) => set(at(held, v), load(get(feature), 16 * v))),
      each(units, (u) => [
        set(weight, loadSplat(get(stream), 4 * u)),
        each(vectors, (v) => {
          const sum = at(sums, u * vectors + v);
          return set(sum, multiplyAdd(get(at(held, v)), get(weight), get(sum), fused));
        }),
      ]),
      advance(feature, FEATURE_BYTES),
      advance(stream, 4 * units),
    ]),
  ];
}

/** Three units by two vectors at a time: enough sums to hide the additions' latency. */
function emitOutput(locals: KernelLocals, inputs: number, from: number): Code {
  const { fused, stream, sums, spare } = locals;
  return Array.from({ length: PIXEL_VECTORS / 2 }, (_, half) => [
    half ? advance(stream, -12 * (inputs + 1)) : [],
    emitSums(locals, inputs, from, 3, 2, 2 * half),
    Array.from({ length: 6 }, (_, i) => {
      const sum = sums[i] ?? 0;
      const offset = (i >> 1) * FEATURE_BYTES + 16 * (2 * half + (i & 1));
      return [set(sum, emitLogistic(sum, spare, fused)), emitMix(sum, offset, spare)];
    }),
  ]);
}

function emitMix(value: number, offset: number, spare: Spare): Code {
  const [, , light] = spare;
  return when(
    get(MODE),
    [
      set(light, mul(emitToLinear(value, spare), splat(get(SHARE)))),
      when(
        subI(get(MODE), i32(MIX_MODES.first)),
        store(get(COLOUR), offset, add(get(light), load(get(COLOUR), offset))),
        store(get(COLOUR), offset, get(light)),
      ),
    ],
    store(get(COLOUR), offset, get(value)),
  );
}
