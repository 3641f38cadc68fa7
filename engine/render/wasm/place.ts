/**
 * Where the pixels of a row look when a fold is aslant: folds, waves and view for each pixel, as `scene.pixelCoordinates` has them.
 * One pass for all layers of a tile; `kernel.evaluateFree` reads what it leaves.
 */

import { ACTIVATION_CODE } from './activations.ts';
import {
  add,
  advance,
  type Code,
  declareLocals,
  float,
  floats,
  get,
  i32,
  least,
  loadSplat,
  mul,
  repeat,
  set,
  splat,
  store,
  sub,
  type ValueType,
  type WasmFunction,
  when,
} from './assembler.ts';
import { FEATURE_BYTES, PIXEL_VECTORS } from './kernel.ts';
import { LOOK, LOOK_ADDRESS } from './layout.ts';

/**
 * Write the coordinates of `groups` groups of a row, [group][x, y][16]. The look is read from its place in the shared memory.
 * @param u, v the frame's coordinates of the row's first pixel · @param step from one pixel to the next
 * @param folds, waves how many of the look's there are
 */
export type PlaceRow = (
  out: number,
  groups: number,
  u: number,
  v: number,
  step: number,
  folds: number,
  waves: number,
) => void;

/** Give the function, exported as `place`. */
export function placeFunction(): WasmFunction {
  const parameters: ValueType[] = ['i32', 'i32', 'f32', 'f32', 'f32', 'i32', 'i32'];
  const { types, local } = declareLocals(parameters);
  const [u, v, du, dv] = [local('v128'), local('v128'), local('v128'), local('v128')];
  const [phase, column] = [local('v128'), local('v128')];
  const spare = [local('v128'), local('v128'), local('v128')] as const;
  const [vectors, left, at] = [local('i32'), local('i32'), local('i32')];
  const { emit } = ACTIVATION_CODE.sin;
  const look = (index: number) => loadSplat(i32(LOOK_ADDRESS), 4 * index);
  const item = (first: number, index: number) => loadSplat(get(at), LOOK_ADDRESS + 4 * (first + index));

  /** Run the body for each of the look's folds or waves; `at` stands on it. */
  const eachOf = (count: number, bytes: number, body: Code) =>
    when(get(count), [set(left, get(count)), set(at, i32(0)), repeat(left, [body, advance(at, bytes)])]);

  const fold = [
    set(phase, add(mul(item(LOOK.folds, 0), get(u)), mul(item(LOOK.folds, 1), get(v)))),
    set(phase, mul(least(get(phase), float(0)), float(2))),
    set(u, sub(get(u), mul(get(phase), item(LOOK.folds, 0)))),
    set(v, sub(get(v), mul(get(phase), item(LOOK.folds, 1)))),
  ];
  const shift = (sum: number, from: number, first: number) => [
    set(phase, add(mul(item(LOOK.waves, first + 1), get(from)), item(LOOK.waves, first + 2))),
    set(phase, emit(phase, spare, false)),
    set(sum, add(get(sum), mul(item(LOOK.waves, first), get(phase)))),
  ];
  const axis = (first: number) => add(add(mul(look(first), get(u)), mul(look(first + 1), get(v))), look(first + 2));

  const body = [
    set(column, floats([0, 1, 2, 3])),
    repeat(GROUPS, [
      set(vectors, i32(PIXEL_VECTORS)),
      repeat(vectors, [
        set(u, add(splat(get(U)), mul(splat(get(STEP)), get(column)))),
        set(v, splat(get(V))),
        eachOf(FOLDS, 8, fold),
        set(du, float(0)),
        set(dv, float(0)),
        eachOf(WAVES, 24, [shift(du, v, 0), shift(dv, u, 3)]),
        set(u, add(get(u), get(du))),
        set(v, add(get(v), get(dv))),
        store(get(OUT), 0, axis(LOOK.view)),
        store(get(OUT), FEATURE_BYTES, axis(LOOK.view + 3)),
        set(column, add(get(column), float(4))),
        advance(OUT, 16),
      ]),
      advance(OUT, FEATURE_BYTES),
    ]),
  ];
  return { name: 'place', parameters, locals: types, body };
}

/** What the look's amplitudes are multiplied by, so that the kernel's sine need not be. */
export const WAVE_SCALE = ACTIVATION_CODE.sin.outputs[0].scale;

// Implementation

const [OUT, GROUPS, U, V, STEP, FOLDS, WAVES] = [0, 1, 2, 3, 4, 5, 6];
