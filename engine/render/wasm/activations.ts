/**
 * The activations as vector code, and what may be moved out of it into the weights.
 *
 * A unit gives A·φ(αz + β) + B. α and β fold into the unit's own weights and bias, A and B into the rows of the layer that reads
 * it (see `net-weights.ts`), so that only φ runs for every pixel. Each φ states its largest error against the reference.
 */

import type { Activation } from '../../cppn/cppn.ts';
import { SINE } from '../../cppn/sine.ts';
import {
  abs,
  add,
  addWords,
  and,
  bits,
  type Code,
  choose,
  div,
  float,
  get,
  greatest,
  least,
  lessThan,
  mul,
  multiplyAdd,
  nearest,
  or,
  set,
  shiftLeft,
  shiftRight,
  sub,
  toFloat,
} from './assembler.ts';

/** A line through what goes in or comes out: scale · value + shift. */
export interface Affine {
  readonly scale: number;
  readonly shift: number;
}

/** How one activation runs. */
export interface ActivationCode {
  /** Folded into the weights before: φ sees scale · z + shift. */
  readonly input: Affine;
  /** Folded into the weights behind: the feature is scale · φ + shift. One each for the features that a unit gives. */
  readonly outputs: readonly [Affine, ...Affine[]];
  /** Largest absolute error of the feature for |z| ≤ 30, single-precision rounding of z included. */
  readonly error: number;
  /** Leave φ on the stack. `z` is a local that may be overwritten; `spare` are three vector locals. */
  emit(z: number, spare: Spare, fused: boolean): Code;
}

export type Spare = readonly [number, number, number];

// The polynomials are minimax fits by Lawson's reweighted least squares on Chebyshev points, in double precision.

/** 2^f, |f| ≤ ½: relative error 2.6e-6. */
const EXP2 = [0.9999992614181202, 0.6931218143478087, 0.2402474483439708, 0.05591786375843393, 0.009570102947557356];
/** log₂(1 + e)/e, 0 ≤ e ≤ 1: error 2.1e-6 after the multiplication by e. */
const LOG2_1P = [
  1.4425531549420736, -0.7182820635871773, 0.45827141678533867, -0.279539239044935, 0.1234523874605315,
  -0.0264577249222966,
];
/** (atan a)/a as a polynomial of a², 0 ≤ a ≤ 1: error 1.7e-6 after the multiplication by a. */
const ATAN = [
  0.9999772177376608, -0.3326228046054535, 0.19354025650751036, -0.11642622244838692, 0.0526471018975518,
  -0.011719047738059013,
];
/** Added to a number below 2²² in size, it leaves the nearest integer in the lowest bits. */
const ROUNDER = 1.5 * 2 ** 23;

/**
 * Emit 1/(1 + 2^t): a sigmoid of −t·ln 2. Error ≤ 2e-6.
 * @param t local, overwritten
 */
export function emitLogistic(t: number, [a]: Spare, fused: boolean): Code {
  return div(float(1), add(float(1), emitExp2(t, a, fused)));
}

/**
 * Emit x^y for 0 ≤ x ≤ 1 as 2^(y·log₂ x), the logarithm from the float's exponent and a polynomial of its mantissa. Error ≤ 1e-5 for
 * y ≤ 3; 0 gives a number below 1e-15 for y ≥ 0.4.
 * @param x local, overwritten
 */
export function emitPower(x: number, y: Code, [a, b]: Spare, fused: boolean): Code {
  return [
    set(a, toFloat(addWords(shiftRight(get(x), 23), bits(0xffffff81)))),
    set(b, sub(or(and(get(x), bits(0x007fffff)), bits(0x3f800000)), float(1))),
    set(x, mul(multiplyAdd(get(b), polynomial(get(b), LOG2_1P, fused), get(a), fused), y)),
    emitExp2(x, a, fused),
  ];
}

/** The code of each activation. */
export const ACTIVATION_CODE: Readonly<Record<Activation, ActivationCode>> = {
  identity: { input: line(1), outputs: [line(1)], error: 0, emit: (z) => get(z) },
  abs: { input: line(1), outputs: [line(1)], error: 0, emit: (z) => abs(get(z)) },
  sin: sine(0),
  cos: sine(0.25),
  sigmoid: { input: line(-Math.LOG2E), outputs: [line(1)], error: 4e-6, emit: emitLogistic },
  // tanh z = 2 · sigmoid 2z − 1
  tanh: { input: line(-2 * Math.LOG2E), outputs: [line(2, -1)], error: 8e-6, emit: emitLogistic },
  gaussian: {
    input: line(Math.sqrt(Math.LOG2E)),
    outputs: [line(2, -1)],
    error: 8e-6,
    emit: (z, [a], fused) => [set(z, sub(float(0), mul(get(z), get(z)))), emitExp2(z, a, fused)],
  },
  // softplus z = ln 2 · (max(t, 0) + log₂(1 + 2^−|t|)), t = z · log₂ e
  softplus: {
    input: line(Math.LOG2E),
    outputs: [line(Math.LN2)],
    error: 6e-6,
    emit: (z, [a, b], fused) => [
      set(b, greatest(get(z), float(0))),
      set(z, sub(float(0), abs(get(z)))),
      set(z, emitExp2(z, a, fused)),
      multiplyAdd(get(z), polynomial(get(z), LOG2_1P, fused), get(b), fused),
    ],
  },
  atan: { input: line(1), outputs: [line(1)], error: 3e-6, emit: emitAtan },
  // The second feature is the square of the first; the kernel makes it.
  'atan-pair': { input: line(1), outputs: [line(1 / 0.67), line(1 / 0.6)], error: 8e-6, emit: emitAtan },
};

// Implementation

function line(scale: number, shift = 0): Affine {
  return { scale, shift };
}

/** Phase in turns, so that the range reduction is exact: t − round t. */
function sine(turns: number): ActivationCode {
  const [c0, c1, c2] = SINE;
  return {
    input: line(1 / (2 * Math.PI), turns),
    outputs: [line(c2)],
    error: 1.2e-5,
    emit: (t, [a, b], fused) => [
      set(a, sub(get(t), nearest(get(t)))),
      set(a, mul(get(a), sub(float(0.5), abs(get(a))))),
      set(b, abs(get(a))),
      mul(get(a), multiplyAdd(add(get(b), float(c1 / c2)), get(b), float(c0 / c2), fused)),
    ],
  };
}

/** 2^t = 2^n · 2^f. Clamped to |t| ≤ 126, where the exponent still has room. */
function emitExp2(t: number, a: number, fused: boolean): Code {
  return [
    set(t, greatest(least(get(t), float(126)), float(-126))),
    set(a, add(get(t), float(ROUNDER))),
    set(t, sub(get(t), sub(get(a), float(ROUNDER)))),
    mul(polynomial(get(t), EXP2, fused), addWords(shiftLeft(get(a), 23), bits(0x3f800000))),
  ];
}

/** atan of the smaller ratio, |z| or 1/|z|, then the complement to π/2 and the sign. */
function emitAtan(z: number, [a, b, c]: Spare, fused: boolean): Code {
  return [
    set(a, abs(get(z))),
    set(b, div(least(get(a), float(1)), greatest(get(a), float(1)))),
    set(c, mul(get(b), get(b))),
    set(b, mul(get(b), polynomial(get(c), ATAN, fused))),
    set(b, choose(lessThan(float(1), get(a)), sub(float(Math.PI / 2), get(b)), get(b))),
    or(get(b), and(get(z), bits(0x80000000))),
  ];
}

/** Horner's scheme. */
function polynomial(x: Code, coefficients: readonly number[], fused: boolean): Code {
  return coefficients.reduceRight<Code>((sum, c, i) => {
    return i === coefficients.length - 1 ? float(c) : multiplyAdd(sum, x, float(c), fused);
  }, []);
}
