/**
 * How deck B lies on deck A, in linear light: the formulas, by which every renderer is tested. A plain crossfade is none of these:
 * it is one mix of all layers, which costs a renderer nothing.
 *
 * The crossfader goes from A alone (0) by the full blend (½) to B alone (1):
 *   out = (1 − 2t)·A + 2t·f(A, B)  for t ≤ ½,   (2 − 2t)·f(A, B) + (2t − 1)·B  from there on
 */

import { clamp, type Unit } from '../units.ts';

/** The modes in which f differs, in the order of their numbers in kernels, from 1. */
export const BLEND_MODES = ['add', 'multiply', 'screen', 'lightest', 'darkest', 'difference', 'luma wipe'] as const;

export type BlendMode = (typeof BLEND_MODES)[number];

/** A scene's blend: its layers from `split` on are deck B's, the ones before deck A's; both have at least one. */
export interface Blend {
  readonly mode: BlendMode;
  /** The crossfader after its curve, 0 A … 1 B. */
  readonly position: Unit;
  readonly split: number;
}

export type Light = readonly [number, number, number];

/** f(A, B) of each channel. These read the same in WGSL and GLSL. The wipe has none: it is a mask. */
export const BLEND_FORMULAS: Readonly<Record<Exclude<BlendMode, 'luma wipe'>, string>> = {
  add: 'a + b',
  multiply: 'a * b',
  screen: 'a + b - a * b',
  lightest: 'max(a, b)',
  darkest: 'min(a, b)',
  difference: 'abs(a - b)',
};

/** BT.709 luminance of linear R, G, B. */
export const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;

/** Width of a wipe's edge, on the scale of √luminance. */
const WIPE_SOFTNESS = 0.2;

/** Give what A, B and f(A, B) count for at a position of the crossfader; they sum to 1. */
export function blendShares(position: Unit): { readonly a: Unit; readonly b: Unit; readonly both: Unit } {
  const t = clamp(position, 0, 1);
  return { a: Math.max(0, 1 - 2 * t), b: Math.max(0, 2 * t - 1), both: 1 - Math.abs(1 - 2 * t) };
}

/**
 * Give the wipe's edge as a line: B's share of a pixel is clamp(start − slope·√luminance(A), 0, 1). A's shadows go first, its lights
 * last.
 */
export function wipeEdge(position: Unit): { readonly start: number; readonly slope: number } {
  return { start: (clamp(position, 0, 1) * (1 + WIPE_SOFTNESS)) / WIPE_SOFTNESS, slope: 1 / WIPE_SOFTNESS };
}

/** Blend linear light: the reference. */
export function blendLight({ mode, position }: Pick<Blend, 'mode' | 'position'>, a: Light, b: Light): Light {
  if (mode === 'luma wipe') {
    const { start, slope } = wipeEdge(position);
    const luminance = a.reduce((sum, channel, i) => sum + channel * (LUMINANCE[i] ?? 0), 0);
    const share = clamp(start - slope * Math.sqrt(luminance), 0, 1);
    return eachChannel((i) => (a[i] ?? 0) + share * ((b[i] ?? 0) - (a[i] ?? 0)));
  }
  const shares = blendShares(position);
  return eachChannel((i) => {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    return shares.a * x + shares.b * y + shares.both * BLENDS[mode](x, y);
  });
}

// Implementation

const BLENDS: Readonly<Record<Exclude<BlendMode, 'luma wipe'>, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  screen: (a, b) => a + b - a * b,
  lightest: Math.max,
  darkest: Math.min,
  difference: (a, b) => Math.abs(a - b),
};

function eachChannel(of: (i: number) => number): Light {
  return [of(0), of(1), of(2)];
}
