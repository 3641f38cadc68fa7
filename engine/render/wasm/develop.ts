/**
 * The last step of a tile: linear light to sRGB where layers were mixed or graded, and floats to the bytes of a frame; with it what
 * else is done to a tile for all its layers at once.
 * One module for all nets; each function works on rows of groups as the kernels leave them, [group][r, g, b][16] floats.
 */

import { emitPower } from './activations.ts';
import {
  add,
  addI,
  advance,
  and,
  assemble,
  bits,
  type Code,
  copyByte,
  declareLocals,
  float,
  get,
  greatest,
  i32,
  least,
  load,
  loadSplat,
  mul,
  narrowTo16,
  narrowToBytes,
  or,
  repeat,
  set,
  shiftLeft,
  shuffle,
  store,
  storeLow64,
  sub,
  type ValueType,
  type WasmFunction,
  when,
} from './assembler.ts';
import { type BlendRows, blendFunctions } from './blending.ts';
import { FEATURE_BYTES, PIXEL_VECTORS } from './kernel.ts';
import { emitFromLinear } from './light.ts';
import { type PlaceRow, placeFunction } from './place.ts';

/** What the module exports. All arguments are integers: addresses, and counts ≥ 1. */
export interface Develop {
  /** Coordinates of a row; deck B on deck A by the mode's number. */
  readonly place: PlaceRow;
  readonly [blend: `blend${number}`]: BlendRows;
  /** Turn linear light into sRGB in place. `grade` is the address of 12 floats, `gamma` of an exponent, or 0 for none. */
  develop(colour: number, groups: number, grade: number, gamma: number): void;
  /** Write 64 bytes of rgba a group. */
  packRgba(colour: number, groups: number, target: number): void;
  /** Write two rows' groups as i420: 16 bytes of Y each, 8 of Cb and of Cr. */
  packI420(top: number, bottom: number, groups: number, yTop: number, yBottom: number, cb: number, cr: number): void;
  /** Copy bytes one by one: for the ends of rows that are no whole group. */
  copy(from: number, to: number, bytes: number): void;
}

/** Generate the module. Allocates the result. */
export function generateDevelop(maximumPages: number): Uint8Array<ArrayBuffer> {
  const functions = [developFunction(), rgbaFunction(), i420Function(), copyFunction(), placeFunction()];
  return assemble([...functions, ...blendFunctions()], maximumPages);
}

// Implementation

const GROUP_BYTES = 3 * FEATURE_BYTES;
const CHANNELS = [0, 1, 2];
const VECTORS = Array.from({ length: PIXEL_VECTORS }, (_, v) => v);
const LUMA = [0.2126, 0.7152, 0.0722];
/** Added to a number 0…255 (or 0…65535), it leaves the nearest integer in the lowest bits. */
const ROUNDER = 2 ** 23;

function define(
  name: string,
  parameters: readonly ValueType[],
  body: (local: (type: ValueType) => number) => Code,
): WasmFunction {
  const { types, local } = declareLocals(parameters);
  return { name, parameters, body: body(local), locals: types };
}

function developFunction(): WasmFunction {
  const [colour, groups, grade, gamma] = [0, 1, 2, 3];
  return define('develop', ['i32', 'i32', 'i32', 'i32'], (local) => {
    const rgb = [local('v128'), local('v128'), local('v128')];
    const out = [local('v128'), local('v128'), local('v128')];
    const spare = [local('v128'), local('v128'), local('v128')] as const;
    const vectors = local('i32');
    const row = (i: number) =>
      rgb.reduce<Code>(
        (sum, channel, j) => add(sum, mul(loadSplat(get(grade), 16 * i + 4 * j), get(channel))),
        loadSplat(get(grade), 16 * i + 12),
      );
    return repeat(groups, [
      set(vectors, i32(PIXEL_VECTORS)),
      repeat(vectors, [
        rgb.map((channel, i) => set(channel, load(get(colour), i * FEATURE_BYTES))),
        when(get(grade), [out.map((channel, i) => set(channel, row(i))), rgb.map((c, i) => set(c, get(out[i] ?? 0)))]),
        rgb.map((channel, i) => [
          set(channel, least(greatest(get(channel), float(0)), float(1))),
          set(channel, emitFromLinear(channel, spare)),
          when(get(gamma), set(channel, emitPower(channel, loadSplat(get(gamma), 0), spare, false))),
          store(get(colour), i * FEATURE_BYTES, get(channel)),
        ]),
        advance(colour, 16),
      ]),
      advance(colour, GROUP_BYTES - 16 * PIXEL_VECTORS),
    ]);
  });
}

function rgbaFunction(): WasmFunction {
  const [colour, groups, target] = [0, 1, 2];
  return define('packRgba', ['i32', 'i32', 'i32'], () => {
    const byte = (channel: number, v: number) =>
      and(add(mul(load(get(colour), channel * FEATURE_BYTES + 16 * v), float(255)), float(ROUNDER)), bits(0xff));
    return repeat(groups, [
      VECTORS.map((v) => {
        const [red, green, blue] = [byte(0, v), shiftLeft(byte(1, v), 8), shiftLeft(byte(2, v), 16)];
        return store(get(target), 16 * v, or(or(red, green), or(blue, bits(0xff000000))));
      }),
      advance(colour, GROUP_BYTES),
      advance(target, 16 * PIXEL_VECTORS),
    ]);
  });
}

/** The weights and offsets are those of `pixel-format.ts`; 255 and the average over four pixels are in the factors. */
function i420Function(): WasmFunction {
  const [top, bottom, groups, yTop, yBottom, cb, cr] = [0, 1, 2, 3, 4, 5, 6];
  const parameters: ValueType[] = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'];
  return define('packI420', parameters, (local) => {
    const sums = [local('v128'), local('v128'), local('v128')];
    const chroma = [0, 1].map(() => [local('v128'), local('v128')] as const);
    const lumas = VECTORS.map(() => local('v128'));
    const word = (value: Code) => and(add(value, float(ROUNDER)), bits(0xff));
    const channel = (row: number, c: number, v: number) => load(get(row), c * FEATURE_BYTES + 16 * v);
    const luma = (values: readonly Code[], scale: number) =>
      values.map((value, c) => mul(value, float((LUMA[c] ?? 0) * scale))).reduce((a, b) => add(a, b));
    const lumaRow = (row: number, target: number): Code => [
      VECTORS.map((v) => {
        const values = CHANNELS.map((c) => channel(row, c, v));
        return set(lumas[v] ?? 0, word(luma(values, 255)));
      }),
      store(get(target), 0, packBytes(lumas.map(get))),
    ];
    const difference = (c: number, range: number) => {
      const value = mul(sub(get(sums[c] ?? 0), luma(sums.map(get), 1)), float(255 / 4 / range));
      return word(least(add(value, float(128)), float(255)));
    };
    const chromaPair = (pair: number): Code => [
      sums.map((sum, c) => {
        const columns = [2 * pair, 2 * pair + 1].map((v) => add(channel(top, c, v), channel(bottom, c, v)));
        const [left = [], right = []] = columns;
        return set(sum, add(shuffle(left, right, [0, 2, 4, 6]), shuffle(left, right, [1, 3, 5, 7])));
      }),
      set(chroma[0]?.[pair] ?? 0, difference(2, 1.8556)),
      set(chroma[1]?.[pair] ?? 0, difference(0, 1.5748)),
    ];
    return repeat(groups, [
      lumaRow(top, yTop),
      lumaRow(bottom, yBottom),
      [0, 1].map(chromaPair),
      [cb, cr].map((target, i) => {
        const [a = 0, b = 0] = chroma[i] ?? [];
        return storeLow64(get(target), 0, packBytes([get(a), get(b), get(a), get(b)]));
      }),
      [top, bottom].map((row) => advance(row, GROUP_BYTES)),
      [yTop, yBottom].map((target) => advance(target, 16)),
      [cb, cr].map((target) => advance(target, 8)),
    ]);
  });
}

function copyFunction(): WasmFunction {
  const [from, to, bytes] = [0, 1, 2];
  return define('copy', ['i32', 'i32', 'i32'], () =>
    repeat(bytes, [copyByte(get(to), get(from)), set(to, addI(get(to), i32(1))), set(from, addI(get(from), i32(1)))]),
  );
}

function packBytes([a = [], b = [], c = [], d = []]: readonly Code[]): Code {
  return narrowToBytes(narrowTo16(a, b), narrowTo16(c, d));
}
