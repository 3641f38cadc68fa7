/**
 * One tile of a frame, from coordinates to bytes: two rows (4:2:0 needs both) of TILE_GROUPS groups. Runs in the workers; all
 * memory is the shared memory, all addresses come from the job. Tiles share nothing, so they can be computed in any order.
 */

import { blendName } from './blending.ts';
import type { Develop } from './develop.ts';
import { FEATURE_BYTES, GROUP_PIXELS, MIX_MODES, type NetKernel } from './kernel.ts';
import { FORMATS, LAYER_WORD, LAYER_WORDS, WORD } from './layout.ts';

/** Groups in a tile's row: 2 × 64 pixels, 12 µs of a small net. Colours of a tile take 1.5 kB, well inside the first cache level. */
export const TILE_GROUPS = 4;
const ROW_COLOUR_BYTES = 3 * FEATURE_BYTES * TILE_GROUPS;
const ROW_PLACE_BYTES = 2 * FEATURE_BYTES * TILE_GROUPS;
/** From deck A's colours of two rows to deck B's, and on to the rows' coordinates and to the bytes of a row's end. */
const DECK_BYTES = 2 * ROW_COLOUR_BYTES;
const PLACE_START = 2 * DECK_BYTES;
const END_START = PLACE_START + 2 * ROW_PLACE_BYTES;
/** Scratch of a tile before the kernels' own. */
export const TILE_SCRATCH_BYTES = END_START + 128;

/** Count the tiles of a frame. */
export function tileCount(width: number, height: number): number {
  return tilesAcross(width) * (height / 2);
}

/**
 * Render one tile of the job.
 * @param job the job's words · @param shares the same words as floats · @param scratch this worker's
 * @param kernels by the number that the job knows them by
 */
export function renderTile(
  job: Int32Array,
  shares: Float32Array,
  kernels: readonly NetKernel[],
  develop: Develop,
  tile: number,
  scratch: number,
): void {
  const across = tilesAcross(word(job, WORD.width));
  const row = 2 * Math.floor(tile / across);
  const firstGroup = (tile % across) * TILE_GROUPS;
  const columns = Math.min(GROUP_PIXELS * TILE_GROUPS, word(job, WORD.width) - firstGroup * GROUP_PIXELS);
  const groups = Math.ceil(columns / GROUP_PIXELS);
  const linear = word(job, WORD.linear);
  const free = word(job, WORD.free);
  const split = word(job, WORD.split);
  if (free) placeRows(job, develop, scratch, row, firstGroup, groups);
  for (let layer = 0; layer < word(job, WORD.layers); layer++) {
    const at = WORD.firstLayer + LAYER_WORDS * layer;
    const entries = word(job, at + LAYER_WORD.entries);
    const kernel = kernels[word(job, at + LAYER_WORD.kernel)];
    const evaluate = free ? kernel?.evaluateFree : kernel?.evaluate;
    const mode = linear ? (layer === 0 || layer === split ? MIX_MODES.first : MIX_MODES.more) : MIX_MODES.alone;
    const table = word(job, at + LAYER_WORD.columns) + firstGroup * entries * FEATURE_BYTES;
    const rows = word(job, at + LAYER_WORD.rows);
    for (let k = 0; k < 2; k++) {
      evaluate?.(
        word(job, at + LAYER_WORD.weights),
        free ? scratch + PLACE_START + k * ROW_PLACE_BYTES : table,
        free ? rows : rows + (row + k) * entries * 4,
        scratch + TILE_SCRATCH_BYTES,
        scratch + (layer < split ? 0 : DECK_BYTES) + k * ROW_COLOUR_BYTES,
        groups,
        mode,
        shares[at + LAYER_WORD.share] ?? 0,
      );
    }
  }
  const blend = word(job, WORD.blend);
  for (let k = 0; k < 2 && linear; k++) {
    const colour = scratch + k * ROW_COLOUR_BYTES;
    if (blend) develop[blendName(blend)]?.(colour, colour + DECK_BYTES, groups);
    develop.develop(colour, groups, word(job, WORD.grade), word(job, WORD.gamma));
  }
  const pack = FORMATS[word(job, WORD.format)] === 'i420' ? packI420 : packRgba;
  pack(job, develop, scratch, row, firstGroup * GROUP_PIXELS, columns);
}

// Implementation

function word(job: Int32Array, index: number): number {
  return job[index] ?? 0;
}

function placeRows(
  job: Int32Array,
  develop: Develop,
  scratch: number,
  row: number,
  firstGroup: number,
  groups: number,
) {
  const [width, height] = [word(job, WORD.width), word(job, WORD.height)];
  const step = (2 * Math.PI) / height;
  const u = step * (firstGroup * GROUP_PIXELS + (1 - width) / 2);
  for (let k = 0; k < 2; k++) {
    const v = step * (row + k + (1 - height) / 2);
    const out = scratch + PLACE_START + k * ROW_PLACE_BYTES;
    develop.place(out, groups, u, v, step, word(job, WORD.folds), word(job, WORD.waves));
  }
}

function tilesAcross(width: number): number {
  return Math.ceil(width / (GROUP_PIXELS * TILE_GROUPS));
}

/** Whole groups go straight into the frame; the end of a row goes by way of the scratch, so that it never overruns. */
function packRgba(job: Int32Array, develop: Develop, scratch: number, row: number, column: number, columns: number) {
  const width = word(job, WORD.width);
  const whole = Math.floor(columns / GROUP_PIXELS);
  const rest = columns % GROUP_PIXELS;
  const ends = scratch + END_START;
  for (let k = 0; k < 2; k++) {
    const colour = scratch + k * ROW_COLOUR_BYTES;
    const target = word(job, WORD.target) + 4 * ((row + k) * width + column);
    if (whole > 0) develop.packRgba(colour, whole, target);
    if (rest > 0) {
      develop.packRgba(colour + whole * 3 * FEATURE_BYTES, 1, ends);
      develop.copy(ends, target + 4 * GROUP_PIXELS * whole, 4 * rest);
    }
  }
}

function packI420(job: Int32Array, develop: Develop, scratch: number, row: number, column: number, columns: number) {
  const width = word(job, WORD.width);
  const pixels = width * word(job, WORD.height);
  const whole = Math.floor(columns / GROUP_PIXELS);
  const rest = columns % GROUP_PIXELS;
  const luma = word(job, WORD.target) + row * width + column;
  const chroma = word(job, WORD.target) + pixels + (row / 2) * (width / 2) + column / 2;
  const bottom = scratch + ROW_COLOUR_BYTES;
  if (whole > 0) develop.packI420(scratch, bottom, whole, luma, luma + width, chroma, chroma + pixels / 4);
  if (rest > 0) {
    const ends = scratch + END_START;
    const skip = whole * 3 * FEATURE_BYTES;
    const done = whole * GROUP_PIXELS;
    develop.packI420(scratch + skip, bottom + skip, 1, ends, ends + 16, ends + 32, ends + 40);
    develop.copy(ends, luma + done, rest);
    develop.copy(ends + 16, luma + width + done, rest);
    develop.copy(ends + 32, chroma + done / 2, rest / 2);
    develop.copy(ends + 40, chroma + pixels / 4 + done / 2, rest / 2);
  }
}
