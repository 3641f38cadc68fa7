/**
 * A Scene is everything that one frame depends on, as a plain value: the same scene gives the same frame on every renderer.
 * `show.step` makes it; renderers only read it.
 */

import type { Cppn } from '../cppn/cppn.ts';
import type { Seconds, Unit } from '../units.ts';
import type { Blend } from './blend.ts';

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
 * (v −π…π from top edge to bottom edge, u the same times width/height; pixel centres) after folds and waves.
 */
export type View = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * A mirror through the frame's centre: p ← p − 2·min(0, n·p)·n with the unit vector n, so that the side that n points to is seen
 * on both sides. Mirror, quad and kaleidoscope are rows of such folds (see `symmetry.ts`).
 */
export type Fold = readonly [nx: number, ny: number];

/**
 * A wave that bends the frame's coordinates: u += a·sin(k·v + φ), v += b·sin(l·u + ψ), both from u and v as they were before all
 * waves. What moves u depends on the row alone, and what moves v on the column, so that coordinates stay a part of the column plus
 * a part of the row, and Fourier phases too.
 */
export type Wave = readonly [a: number, k: number, phi: number, b: number, l: number, psi: number];

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
  /** At most {@link MAX_FOLDS}, applied in order; then at most {@link MAX_WAVES}, which add up; then the view. */
  readonly folds: readonly Fold[];
  readonly waves: readonly Wave[];
  readonly view: View;
  /**
   * One to {@link MAX_SCENE_LAYERS} layers, mixed by weight in linear light: c = Σ wᵢ·linear(rgbᵢ) / Σ wᵢ. A single layer needs no
   * linear light. With a blend, the layers of each deck are mixed so, and the two mixes are blended.
   */
  readonly layers: readonly SceneLayer[];
  /** How deck B's layers lie on deck A's; null when all layers are one mix. */
  readonly blend: Blend | null;
  /** 12 numbers, or null for none. */
  readonly grade: Grade | null;
  /** Last of all, on the sRGB value: out = value^(1/gamma). 1 changes nothing; more lifts the shadows. */
  readonly gamma: number;
}

/** Where a scene's pixels look. */
export type Place = Pick<Scene, 'width' | 'height' | 'folds' | 'waves' | 'view'>;

export const MAX_FOLDS = 6;
export const MAX_WAVES = 2;
/** Eight slots and one deck. */
export const MAX_SCENE_LAYERS = 9;

/** The view that shows the net as it is. */
export const IDENTITY_VIEW: View = [1, 0, 0, 0, 1, 0];

/** What a scene of layers alone looks like: nothing bent, blended or graded. */
export const PLAIN_LOOK: Pick<Scene, 'folds' | 'waves' | 'view' | 'blend' | 'grade' | 'gamma'> = {
  folds: [],
  waves: [],
  view: IDENTITY_VIEW,
  blend: null,
  grade: null,
  gamma: 1,
};

/** Give the coordinates (x, y) of the centre of pixel (column, row) in a scene. */
export function pixelCoordinates(scene: Place, column: number, row: number): [number, number] {
  const { width, height, view } = scene;
  let u = (Math.PI * (2 * column + 1 - width)) / height;
  let v = (Math.PI * (2 * row + 1 - height)) / height;
  for (const [nx, ny] of scene.folds) {
    const behind = Math.min(0, nx * u + ny * v);
    u -= 2 * behind * nx;
    v -= 2 * behind * ny;
  }
  const [du, dv] = [waveShift(scene.waves, v), waveShift(scene.waves.map(turned), u)];
  u += du;
  v += dv;
  return [view[0] * u + view[1] * v + view[2], view[3] * u + view[4] * v + view[5]];
}

/** Give how far the waves move u at a place v: Σ a·sin(k·v + φ). How far they move v at u: the same of the {@link turned} waves. */
export function waveShift(waves: readonly Wave[], v: number): number {
  return waves.reduce((sum, [a, k, phi]) => sum + a * Math.sin(k * v + phi), 0);
}

/** Give a wave with u and v exchanged. */
export function turned([a, k, phi, b, l, psi]: Wave): Wave {
  return [b, l, psi, a, k, phi];
}

/** Tell whether coordinates are a part of the column plus a part of the row: no fold is aslant. */
export function isSeparable({ folds }: Pick<Scene, 'folds'>): boolean {
  return folds.every(([nx, ny]) => nx === 0 || ny === 0);
}

/** Give each layer's share of its mix, in the order of the layers: they sum to 1, with a blend in each deck. */
export function layerShares({ layers, blend }: Pick<Scene, 'layers' | 'blend'>): number[] {
  const split = blend?.split ?? layers.length;
  const total = (from: number, to: number) => layers.slice(from, to).reduce((sum, { weight }) => sum + weight, 0);
  const [a, b] = [total(0, split), total(split, layers.length)];
  return layers.map(({ weight }, i) => weight / (i < split ? a : b));
}

/** Tell whether a scene's colours have to go through linear light: all but a single layer as it is. */
export function needsLight({ layers, grade, gamma }: Pick<Scene, 'layers' | 'grade' | 'gamma'>): boolean {
  return layers.length > 1 || grade !== null || gamma !== 1;
}
