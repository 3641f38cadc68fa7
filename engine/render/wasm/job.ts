/**
 * Writes a scene into the shared memory as a job for the workers: per layer the net's weights with the frame's condition in
 * them and the coordinate tables, then the words that say where all this is. Runs on the main thread between jobs.
 */

import type { Cppn } from '../../cppn/cppn.ts';
import { BLEND_MODES } from '../blend.ts';
import type { PixelFormat } from '../pixel-format.ts';
import { isSeparable, layerShares, needsLight, type Place, type Scene } from '../scene.ts';
import { columnTableLength, rowTableLength, writeCoordinates, writeFrequencies } from './coordinates.ts';
import type { Block, Heap } from './heap.ts';
import { columnEntries, scratchBytes } from './kernel.ts';
import { FORMATS, LAYER_WORD, LAYER_WORDS, LOOK, LOOK_ADDRESS, WORD } from './layout.ts';
import { writeLook } from './look.ts';
import { type NetWeights, packWeights, writeCondition } from './net-weights.ts';
import { TILE_SCRATCH_BYTES, tileCount } from './tile.ts';

/** Writes jobs, one after the other, into the same memory. */
export interface JobWriter {
  /** Pack a net's weights, if that was not done before. */
  pack(net: Cppn): NetWeights;
  /**
   * Write a job. The words that workers change stay as they are.
   * @param kernels the number of each layer's kernel · @param target address of the frame's first pixel
   */
  write(scene: Scene, format: PixelFormat, kernels: readonly number[], target: number): void;
}

/**
 * Make the writer.
 * @param buffer gives the shared memory, which may have grown · @param threads how many scratches to keep
 */
export function createJobWriter(heap: Heap, buffer: () => ArrayBufferLike, threads: number): JobWriter {
  const packed = new WeakMap<Cppn, NetWeights>();
  const slots: Slot[] = [];
  let scratch: Block | undefined;

  function pack(net: Cppn): NetWeights {
    const weights = packed.get(net) ?? packWeights(net);
    packed.set(net, weights);
    return weights;
  }

  function write(scene: Scene, format: PixelFormat, kernels: readonly number[], target: number): void {
    const scratchStride = Math.max(
      ...scene.layers.map(({ net }) => Math.ceil((TILE_SCRATCH_BYTES + scratchBytes(net.spec)) / 64) * 64),
    );
    scratch = heap.enlarge(scratch, threads * scratchStride);
    scene.layers.forEach((layer, i) => {
      slots[i] = fillSlot(heap, buffer, slots[i], layer.net, pack(layer.net), scene);
    });
    // Views only now: every piece is taken, so the memory does not grow any more.
    const job = new Int32Array(buffer(), 0, WORD.firstLayer + LAYER_WORDS * scene.layers.length);
    const shares = new Float32Array(buffer(), 0, job.length);
    job[WORD.tiles] = tileCount(scene.width, scene.height);
    job[WORD.width] = scene.width;
    job[WORD.height] = scene.height;
    job[WORD.format] = FORMATS.indexOf(format);
    job[WORD.target] = target;
    job[WORD.linear] = needsLight(scene) ? 1 : 0;
    job[WORD.grade] = scene.grade ? LOOK_ADDRESS + 4 * LOOK.grade : 0;
    job[WORD.gamma] = scene.gamma === 1 ? 0 : LOOK_ADDRESS + 4 * LOOK.gamma;
    job[WORD.blend] = scene.blend ? 1 + BLEND_MODES.indexOf(scene.blend.mode) : 0;
    job[WORD.split] = scene.blend?.split ?? scene.layers.length;
    job[WORD.free] = isSeparable(scene) ? 0 : 1;
    job[WORD.folds] = scene.folds.length;
    job[WORD.waves] = scene.waves.length;
    writeLook(scene, buffer());
    job[WORD.scratch] = scratch.address;
    job[WORD.scratchStride] = scratchStride;
    job[WORD.layers] = scene.layers.length;
    const parts = layerShares(scene);
    scene.layers.forEach((layer, i) => {
      const at = WORD.firstLayer + LAYER_WORDS * i;
      const slot = slots[i];
      if (!slot) return;
      writeCondition(layer.net, pack(layer.net), layer.condition, floats(buffer(), slot.weights));
      job[at + LAYER_WORD.kernel] = kernels[i] ?? 0;
      job[at + LAYER_WORD.weights] = slot.weights.address;
      job[at + LAYER_WORD.columns] = slot.columns.address;
      job[at + LAYER_WORD.rows] = slot.rows.address;
      job[at + LAYER_WORD.entries] = columnEntries(layer.net.spec);
      shares[at + LAYER_WORD.share] = parts[i] ?? 0;
    });
  }

  return { pack, write };
}

// Implementation

/** What one layer of the mix has in the shared memory, and what it was filled with. */
interface Slot {
  readonly net: Cppn;
  readonly place: Place;
  readonly weights: Block;
  readonly columns: Block;
  readonly rows: Block;
}

/**
 * Write what changed since the last frame: weights with another net, tables also with another place. Where every pixel has
 * coordinates of its own, the row table holds the net's frequencies.
 */
function fillSlot(
  heap: Heap,
  buffer: () => ArrayBufferLike,
  old: Slot | undefined,
  net: Cppn,
  { packed }: NetWeights,
  scene: Scene,
): Slot {
  const { width, height, view, folds, waves } = scene;
  if (old?.net === net && isSamePlace(old.place, scene)) return old;
  const columnLength = columnTableLength(net, width);
  const rowLength = rowTableLength(net, height);
  const weights = heap.enlarge(old?.weights, 4 * packed.length);
  const columns = heap.enlarge(old?.columns, 4 * columnLength);
  const rows = heap.enlarge(old?.rows, 4 * rowLength);
  if (old?.net !== net) floats(buffer(), weights).set(packed);
  const rowTable = floats(buffer(), rows).subarray(0, rowLength);
  if (isSeparable(scene)) writeCoordinates(net, scene, floats(buffer(), columns).subarray(0, columnLength), rowTable);
  else writeFrequencies(net, rowTable);
  return { net, place: { width, height, view, folds, waves }, weights, columns, rows };
}

function isSamePlace(a: Place, b: Place): boolean {
  const numbers = ({ view, folds, waves }: Place) => [...view, ...folds.flat(), NaN, ...waves.flat()];
  if (a.width !== b.width || a.height !== b.height) return false;
  const [left, right] = [numbers(a), numbers(b)];
  return left.length === right.length && left.every((value, i) => Object.is(value, right[i]));
}

function floats(buffer: ArrayBufferLike, { address, bytes }: Block): Float32Array {
  return new Float32Array(buffer, address, bytes / 4);
}
