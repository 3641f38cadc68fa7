/**
 * The first bytes of the shared memory: the job that the main thread hands to the workers, as 32-bit integers.
 *
 * Only the first three words are written by more than one thread, and only by atomic operations. All others are written by the
 * main thread between jobs and read during one; the store to `generation` publishes them.
 *
 * A worker takes part by setting its bit in `state` while the job is open. Whoever finds no tile left closes the job and takes
 * its own bit out; who leaves a closed job empty says so to the main thread. So a worker that wakes late is not waited for.
 */

import type { PixelFormat } from '../pixel-format.ts';
import { MAX_FOLDS, MAX_SCENE_LAYERS, MAX_WAVES } from '../scene.ts';

/** Words of the job. */
export const WORD = {
  /** Counts jobs; workers wait on it. */
  generation: 0,
  /** The next tile that nobody has taken. */
  nextTile: 1,
  /** A bit for each worker that takes part, and {@link OPEN}. */
  state: 2,
  /** 1 when the workers shall end. */
  stop: 3,
  tiles: 4,
  width: 5,
  height: 6,
  format: 7,
  target: 8,
  /** 1 when the layers are in linear light. */
  linear: 9,
  /** Address of the grade, or 0. */
  grade: 10,
  scratch: 11,
  /** Bytes from one worker's scratch to the next one's. */
  scratchStride: 12,
  layers: 13,
  /** Number of the blend mode, from 1; 0 for one mix. */
  blend: 14,
  /** The first of deck B's layers. */
  split: 15,
  /** 1 when every pixel has coordinates of its own: a fold is aslant. */
  free: 16,
  folds: 17,
  waves: 18,
  /** Address of the exponent, or 0. */
  gamma: 19,
  /** The layers' words start here, LAYER_WORDS each. */
  firstLayer: 20,
} as const;

/** Words of one layer, from firstLayer + LAYER_WORDS · layer. `share` is a 32-bit float's bits. */
export const LAYER_WORD = { kernel: 0, weights: 1, columns: 2, rows: 3, entries: 4, share: 5 } as const;
export const LAYER_WORDS = 8;
export const MAX_LAYERS = MAX_SCENE_LAYERS;

/** Where the look's floats begin: what is done to coordinates and colours, the same for all layers. */
export const LOOK_ADDRESS = 4 * (WORD.firstLayer + LAYER_WORDS * MAX_LAYERS);

/**
 * Floats of the look, from LOOK_ADDRESS. Folds are [nx, ny]; waves are [a, k, φ, b, l, ψ] with frequencies and phases in turns and
 * amplitudes as the kernel's sine wants them. The wipe has its edge's start and slope where other blends have their shares.
 */
export const LOOK = {
  grade: 0,
  gamma: 12,
  blend: 13,
  view: 16,
  folds: 22,
  waves: 22 + 2 * MAX_FOLDS,
  length: 22 + 2 * MAX_FOLDS + 6 * MAX_WAVES,
} as const;

/** Where the memory is free. */
export const FIRST_FREE_ADDRESS = 1024;

/** The bit of `state` that says that workers may still join. Workers have the bits below it. */
export const OPEN = 1 << 30;
export const MAX_THREADS = 30;

/** The formats' numbers in the job. */
export const FORMATS: readonly PixelFormat[] = ['rgba', 'i420'];
