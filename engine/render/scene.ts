/**
 * A Scene is everything that one frame depends on, as a plain value: the same scene gives the same frame on every renderer.
 * `show.step` makes it; renderers only read it.
 */

import type { Cppn } from '../cppn/cppn.ts';
import type { Seconds, Unit } from '../units.ts';

/** One net in the mix. */
export interface SceneLayer {
  /** The preset's slug, for messages only. */
  readonly name: string;
  readonly net: Cppn;
  /** Share of the mix, > 0; layers at 0 are left out by `show.step`, so they cost nothing. Shares are normalised to sum 1. */
  readonly weight: Unit;
  /** Time, latent and audio of this frame, [conditionCount(net.spec)]. */
  readonly condition: Float32Array;
}

/**
 * Where the frame's pixels look: x = a·u + b·v + c, y = d·u + e·v + f, with u, v the frame's own coordinates
 * (v −π…π from top edge to bottom edge, u the same times width/height; pixel centres).
 */
export type View = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * Colour grading in linear light after the mix, before the sRGB curve: out = M · rgb + offset, rows R, G, B of [m, m, m, offset],
 * clamped to 0…1. Brightness, contrast, saturation and hue are all such matrices.
 */
export type Grade = readonly number[];

/** What one frame depends on. */
export interface Scene {
  /** When the frame is meant to be seen, on the engine's clock. */
  readonly time: Seconds;
  /** Capture time of the newest sound that shaped it. */
  readonly audioTime: Seconds;
  /** Even numbers of pixels, 2…4096. */
  readonly width: number;
  readonly height: number;
  readonly view: View;
  /** One to eight layers, mixed by weight in linear light: c = Σ wᵢ·linear(rgbᵢ) / Σ wᵢ. A single layer needs no linear light. */
  readonly layers: readonly SceneLayer[];
  /** 12 numbers, or null for none. */
  readonly grade: Grade | null;
}

/** The view that shows the net as it is. */
export const IDENTITY_VIEW: View = [1, 0, 0, 0, 1, 0];

/** Give the coordinates (x, y) of the centre of pixel (column, row) in a scene. */
export function pixelCoordinates(
  scene: Pick<Scene, 'width' | 'height' | 'view'>,
  column: number,
  row: number,
): [number, number] {
  const { width, height, view } = scene;
  const u = (Math.PI * (2 * column + 1 - width)) / height;
  const v = (Math.PI * (2 * row + 1 - height)) / height;
  return [view[0] * u + view[1] * v + view[2], view[3] * u + view[4] * v + view[5]];
}
