/**
 * Symmetries as rows of folds. A kaleidoscope of n needs no angle and no sine for a pixel: folding a half turn of n wedges over and
 * over in the middle leaves one wedge after log₂ n folds, exactly, whatever n is.
 */

import type { Fold } from './scene.ts';

export const SYMMETRIES = ['none', 'mirror x', 'mirror y', 'quad', 'kaleidoscope'] as const;

export type Symmetry = (typeof SYMMETRIES)[number];

/** Most wedge pairs of a kaleidoscope: one fold for the half turn and four for sixteen. */
export const MAX_SEGMENTS = 16;

/**
 * Give the folds of a symmetry.
 * @param segments of a kaleidoscope, 1…{@link MAX_SEGMENTS}: the picture looks the same after each turn by 1/segments
 * @param angle turns of the mirrors about the frame's centre
 */
export function symmetryFolds(symmetry: Symmetry, segments: number, angle: number): Fold[] {
  const turn = 2 * Math.PI * angle;
  const fold = (direction: number): Fold => [level(Math.cos(direction + turn)), level(Math.sin(direction + turn))];
  switch (symmetry) {
    case 'none':
      return [];
    case 'mirror x':
      return [fold(0)];
    case 'mirror y':
      return [fold(Math.PI / 2)];
    case 'quad':
      return [fold(0), fold(Math.PI / 2)];
    case 'kaleidoscope':
      return [fold(Math.PI / 2), ...halvings(segments).map((at) => fold((Math.PI * at) / segments - Math.PI / 2))];
  }
}

// Implementation

/** Where to fold `wedges` wedges so that one is left: each time in the middle, between two of them. */
function halvings(wedges: number): number[] {
  if (wedges <= 1) return [];
  const middle = Math.ceil(wedges / 2);
  return [middle, ...halvings(middle)];
}

/** A quarter turn's cosine is 6e-17: as 0 it keeps the fold level, which renderers have a quick way for. */
function level(component: number): number {
  return Math.abs(component) < 1e-12 ? 0 : component;
}
