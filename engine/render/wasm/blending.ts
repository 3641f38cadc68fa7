/**
 * Deck B laid on deck A, as vector code on linear light: one function for each mode of `blend.ts`, so that no pixel asks which.
 */

import { BLEND_MODES, type BlendMode, LUMINANCE } from '../blend.ts';
import {
  abs,
  add,
  advance,
  type Code,
  declareLocals,
  float,
  get,
  greatest,
  i32,
  least,
  load,
  loadSplat,
  mul,
  repeat,
  set,
  sqrt,
  store,
  sub,
  type ValueType,
  type WasmFunction,
} from './assembler.ts';
import { FEATURE_BYTES, PIXEL_VECTORS } from './kernel.ts';
import { LOOK, LOOK_ADDRESS } from './layout.ts';

/** Blend rows of groups, [group][r, g, b][16] floats, into `a`. The shares are read from the look in the shared memory. */
export type BlendRows = (a: number, b: number, groups: number) => void;

/** Name a mode's function, by its number from 1. */
export function blendName(number: number): `blend${number}` {
  return `blend${number}`;
}

/** Give the functions of all modes. */
export function blendFunctions(): WasmFunction[] {
  return BLEND_MODES.map((mode, i) => blendFunction(blendName(i + 1), mode));
}

// Implementation

const [A, B, GROUPS] = [0, 1, 2];
const CHANNELS = [0, 1, 2];

const FORMULAS: Readonly<Record<Exclude<BlendMode, 'luma wipe'>, (a: Code, b: Code) => Code>> = {
  add,
  multiply: mul,
  screen: (a, b) => sub(add(a, b), mul(a, b)),
  lightest: greatest,
  darkest: least,
  difference: (a, b) => abs(sub(a, b)),
};

function blendFunction(name: string, mode: BlendMode): WasmFunction {
  const parameters: ValueType[] = ['i32', 'i32', 'i32'];
  const { types, local } = declareLocals(parameters);
  const vectors = local('i32');
  const [a, b, mask] = [local('v128'), local('v128'), local('v128')];
  const share = (i: number) => loadSplat(i32(LOOK_ADDRESS), 4 * (LOOK.blend + i));
  const colour = (deck: number, channel: number) => load(get(deck), channel * FEATURE_BYTES);

  const luminance = CHANNELS.map((c) => mul(colour(A, c), float(LUMINANCE[c] ?? 0))).reduce((x, y) => add(x, y));
  const edge = sub(share(0), mul(share(1), sqrt(luminance)));
  const prepared = mode === 'luma wipe' ? set(mask, least(greatest(edge, float(0)), float(1))) : [];
  const result =
    mode === 'luma wipe'
      ? add(get(a), mul(get(mask), sub(get(b), get(a))))
      : add(add(mul(share(0), get(a)), mul(share(1), get(b))), mul(share(2), FORMULAS[mode](get(a), get(b))));
  const body = repeat(GROUPS, [
    set(vectors, i32(PIXEL_VECTORS)),
    repeat(vectors, [
      prepared,
      CHANNELS.map((c) => [set(a, colour(A, c)), set(b, colour(B, c)), store(get(A), c * FEATURE_BYTES, result)]),
      advance(A, 16),
      advance(B, 16),
    ]),
    [A, B].map((deck) => advance(deck, 3 * FEATURE_BYTES - 16 * PIXEL_VECTORS)),
  ]);
  return { name, parameters, locals: types, body };
}
