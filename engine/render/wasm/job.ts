/**
 * Writes a scene into the shared memory as a job for the workers: per layer the net's weights with the frame's condition in
 * them and the coordinate tables, then the words that say where all this is. Runs on the main thread between jobs.
 */

import type { Cppn } from '../../cppn/cppn.ts';
import type { PixelFormat } from '../pixel-format.ts';
import type { Scene } from '../scene.ts';
import { columnTableLength, rowTableLength, writeCoordinates } from './coordinates.ts';
import type { Block, Heap } from './heap.ts';
import { columnEntries, scratchBytes } from './kernel.ts';
import { FORMATS, GRADE_ADDRESS, LAYER_WORD, LAYER_WORDS, WORD } from './layout.ts';
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
    job[WORD.linear] = scene.layers.length > 1 || scene.grade ? 1 : 0;
    job[WORD.grade] = scene.grade ? GRADE_ADDRESS : 0;
    job[WORD.scratch] = scratch.address;
    job[WORD.scratchStride] = scratchStride;
    job[WORD.layers] = scene.layers.length;
    if (scene.grade) new Float32Array(buffer(), GRADE_ADDRESS, 12).set(scene.grade);
    const total = scene.layers.reduce((sum, { weight }) => sum + weight, 0);
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
      shares[at + LAYER_WORD.share] = layer.weight / total;
    });
  }

  return { pack, write };
}

// Implementation

/** What one layer of the mix has in the shared memory, and what it was filled with. */
interface Slot {
  readonly net: Cppn;
  readonly place: Pick<Scene, 'width' | 'height' | 'view'>;
  readonly weights: Block;
  readonly columns: Block;
  readonly rows: Block;
}

/** Write what changed since the last frame: weights with another net, tables also with another size or view. */
function fillSlot(
  heap: Heap,
  buffer: () => ArrayBufferLike,
  old: Slot | undefined,
  net: Cppn,
  { packed }: NetWeights,
  scene: Scene,
): Slot {
  const { width, height, view } = scene;
  if (old?.net === net && isSamePlace(old.place, scene)) return old;
  const columnLength = columnTableLength(net, width);
  const rowLength = rowTableLength(net, height);
  const weights = heap.enlarge(old?.weights, 4 * packed.length);
  const columns = heap.enlarge(old?.columns, 4 * columnLength);
  const rows = heap.enlarge(old?.rows, 4 * rowLength);
  if (old?.net !== net) floats(buffer(), weights).set(packed);
  writeCoordinates(
    net,
    scene,
    floats(buffer(), columns).subarray(0, columnLength),
    floats(buffer(), rows).subarray(0, rowLength),
  );
  return { net, place: { width, height, view }, weights, columns, rows };
}

function isSamePlace(a: Slot['place'], b: Slot['place']): boolean {
  return a.width === b.width && a.height === b.height && a.view.every((value, i) => value === b.view[i]);
}

function floats(buffer: ArrayBufferLike, { address, bytes }: Block): Float32Array {
  return new Float32Array(buffer, address, bytes / 4);
}
