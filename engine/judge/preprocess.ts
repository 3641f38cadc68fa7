/**
 * A picture as CLIP's vision tower wants it: resized so that its shorter side fits, cut from the centre, normalised. Resampling is
 * Pillow's, bit for bit where its order of passes is known: horizontal, then vertical, each rounded to 8 bits.
 * @see Pillow, src/libImaging/Resample.c; Hugging Face transformers, CLIPImageProcessor
 */

import { z } from 'zod';
import { clamp } from '../units.ts';
import { checkpointError } from './clip-config.ts';

/** 8-bit R, G, B, rows from the top, [height, width, 3]. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** What `preprocessor_config.json` says. */
export interface Preprocessing {
  /** The shorter side, or exact sides; null leaves the size as it is. */
  readonly size: number | { readonly width: number; readonly height: number } | null;
  readonly filter: 'bilinear' | 'bicubic' | 'lanczos';
  readonly crop: { readonly width: number; readonly height: number } | null;
  readonly rescale: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/**
 * Parse `preprocessor_config.json`; what it leaves out has CLIP's defaults.
 * @param where named in errors
 * @throws EngineError 'checkpoint:bad-config'
 */
export function parsePreprocessing(json: string, where: string): Preprocessing {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw checkpointError('bad-config', `${where}: not JSON`);
  }
  const result = schema.safeParse(raw);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw checkpointError('bad-config', `${where}: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { size, crop_size: crop, resample, ...rest } = result.data;
  return {
    size: !rest.do_resize
      ? null
      : typeof size === 'number'
        ? size
        : 'shortest_edge' in size
          ? size.shortest_edge
          : size,
    filter: FILTER_NAMES[resample],
    crop: !rest.do_center_crop ? null : typeof crop === 'number' ? { width: crop, height: crop } : crop,
    rescale: rest.do_rescale ? rest.rescale_factor : 1,
    mean: rest.do_normalize ? rest.image_mean : [0, 0, 0],
    deviation: rest.do_normalize ? rest.image_std : [1, 1, 1],
  };
}

/** Resize and cut a picture; what lies outside of it is black. */
export function fitPicture(picture: Picture, { size, filter, crop }: Preprocessing): Picture {
  const resized = size === null ? picture : resizePicture(picture, ...sidesOf(picture, size), filter);
  return crop ? cutCentre(resized, crop.width, crop.height) : resized;
}

/** Give a fitted picture's normalised values, [3, height, width]. Allocates the result. */
export function normalisePicture({ rgb, width, height }: Picture, preprocessing: Preprocessing): Float32Array {
  const { rescale, mean, deviation } = preprocessing;
  const plane = width * height;
  return Float32Array.from({ length: 3 * plane }, (_, at) => {
    const channel = Math.floor(at / plane);
    const value = Math.fround((rgb[3 * (at % plane) + channel] ?? 0) * rescale);
    return (value - (mean[channel] ?? 0)) / (deviation[channel] ?? 1);
  });
}

/** Resample a picture to a size. Allocates the result. */
export function resizePicture(
  picture: Picture,
  width: number,
  height: number,
  filter: Preprocessing['filter'],
): Picture {
  const across = width === picture.width ? picture : resampleRows(picture, width, filter);
  if (height === picture.height) return across;
  // The vertical pass is the horizontal one on a picture that lies on its side.
  return transposed(resampleRows(transposed(across), height, filter));
}

// Implementation

const FILTER_NAMES = { 1: 'lanczos', 2: 'bilinear', 3: 'bicubic' } as const;

const side = z.int().min(1).max(8192);
const sides = z.object({ width: side, height: side });
const triple = z.array(z.number()).length(3);
const schema = z.looseObject({
  do_resize: z.boolean().default(true),
  size: z.union([side, z.object({ shortest_edge: side }), sides]).default({ shortest_edge: 224 }),
  resample: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(3),
  do_center_crop: z.boolean().default(true),
  crop_size: z.union([side, sides]).default({ width: 224, height: 224 }),
  do_rescale: z.boolean().default(true),
  rescale_factor: z.number().default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: triple.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: triple.default([0.26862954, 0.26130258, 0.27577711]),
});

function sidesOf({ width, height }: Picture, size: NonNullable<Preprocessing['size']>): [number, number] {
  if (typeof size !== 'number') return [size.width, size.height];
  const long = Math.floor((size * Math.max(width, height)) / Math.min(width, height));
  return width <= height ? [size, long] : [long, size];
}

function cutCentre({ width, height, rgb }: Picture, newWidth: number, newHeight: number): Picture {
  const cut = new Uint8Array(3 * newWidth * newHeight);
  const left = Math.floor((width - newWidth) / 2);
  const top = Math.floor((height - newHeight) / 2);
  const from = Math.max(0, left);
  const to = Math.min(width, left + newWidth);
  for (let row = Math.max(0, -top); row < newHeight && row + top < height; row++) {
    const source = (row + top) * width;
    cut.set(rgb.subarray(3 * (source + from), 3 * (source + to)), 3 * (row * newWidth + from - left));
  }
  return { width: newWidth, height: newHeight, rgb: cut };
}

/** Reach of each filter in source pixels at scale 1, and its weight at a distance. */
const FILTERS: Readonly<Record<Preprocessing['filter'], { reach: number; weight: (distance: number) => number }>> = {
  bilinear: { reach: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: {
    reach: 2,
    weight(distance) {
      const x = Math.abs(distance);
      const a = -0.5;
      if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    },
  },
  lanczos: { reach: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Pillow's fixed point: 32 bits less 8 for the value and 2 for overshoot. */
const UNITY = 2 ** 22;

function resampleRows({ width, height, rgb }: Picture, newWidth: number, filter: Preprocessing['filter']): Picture {
  const { reach, weight } = FILTERS[filter];
  const scale = width / newWidth;
  const stretch = Math.max(1, scale);
  const resampled = new Uint8Array(3 * newWidth * height);
  for (let column = 0; column < newWidth; column++) {
    const centre = (column + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach * stretch + 0.5));
    const end = Math.min(width, Math.trunc(centre + reach * stretch + 0.5));
    const raw = Array.from({ length: end - first }, (_, i) => weight((first + i - centre + 0.5) / stretch));
    const total = raw.reduce((sum, value) => sum + value, 0);
    const weights = raw.map((value) => roundAway((value / total) * UNITY));
    for (let row = 0; row < height; row++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = UNITY / 2;
        for (let i = 0; i < weights.length; i++) {
          sum += (weights[i] ?? 0) * (rgb[3 * (row * width + first + i) + channel] ?? 0);
        }
        resampled[3 * (row * newWidth + column) + channel] = clamp(Math.floor(sum / UNITY), 0, 255);
      }
    }
  }
  return { width: newWidth, height, rgb: resampled };
}

function roundAway(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

function transposed({ width, height, rgb }: Picture): Picture {
  const turned = new Uint8Array(rgb.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = 3 * (row * width + column);
      turned.set(rgb.subarray(from, from + 3), 3 * (column * height + row));
    }
  }
  return { width: height, height: width, rgb: turned };
}
